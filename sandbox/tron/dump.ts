import { readFileSync } from 'node:fs'
import { writeWhole } from '../files.ts'
import { errorCode } from '../processes.ts'
import type { Block } from './block.ts'
import { Chain } from './chain.ts'
import type { Receipt } from './receipt.ts'
import { Store, type Undo } from './store.ts'
import { readTransaction, type Transaction } from './transaction.ts'

/** Transactions as their bytes; what is read of them is read again. */
interface DumpedTransaction {
  readonly raw: string
  readonly signatures: readonly string[]
}

interface Dump {
  readonly state: [string, unknown][]
  readonly blocks: readonly [
    id: string,
    timestamp: number,
    fork: number,
    mined: readonly (readonly [DumpedTransaction, Receipt])[],
  ][]
  readonly undos: readonly (readonly [string, unknown])[][]
  readonly forks: number
  readonly pending: readonly DumpedTransaction[]
}

/** The whole chain as one file. */
export function writeDump(chain: Chain, file: string): void {
  const { blocks, undos, forks, pending } = chain.content()
  const dump: Dump = {
    state: chain.store.entries(),
    blocks: blocks.map(({ id, timestamp, fork, transactions }) => [
      id,
      timestamp,
      fork,
      transactions.map(({ transaction, receipt }) => [dumpTransaction(transaction), receipt] as const),
    ]),
    undos: undos.map((undo) => [...undo]),
    forks,
    pending: pending.map(dumpTransaction),
  }
  writeWhole(file, JSON.stringify(dump, wrap))
}

/** Null when there is none. */
export async function readDump(file: string, finality: number): Promise<Chain | null> {
  const text = readIfThere(file)
  if (text === null) return null
  const dump: Dump = JSON.parse(text, unwrap)
  const store = new Store()
  store.load(dump.state)
  const blocks: Block[] = dump.blocks.map(([id, timestamp, fork, mined], number) => ({
    id,
    number,
    timestamp,
    fork,
    transactions: mined.map(([transaction, receipt]) => ({
      transaction: loadTransaction(transaction),
      receipt,
    })),
  }))
  const undos: Undo[] = dump.undos.map((undo) => undo.map(([key, value]) => [key, value ?? undefined]))
  return Chain.open(
    store,
    { blocks, undos, forks: dump.forks, pending: dump.pending.map(loadTransaction) },
    finality,
  )
}

function dumpTransaction({ raw, signatures }: Transaction): DumpedTransaction {
  return { raw: raw.toString('hex'), signatures: signatures.map((one) => one.toString('hex')) }
}

function loadTransaction({ raw, signatures }: DumpedTransaction): Transaction {
  return readTransaction(
    Buffer.from(raw, 'hex'),
    signatures.map((one) => Buffer.from(one, 'hex')),
  )
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** JSON has no bigint: `{"#": "12"}`. */
function wrap(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { '#': value.toString() } : value
}

function unwrap(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('#' in value)) return value
  return typeof value['#'] === 'string' ? BigInt(value['#']) : value
}
