import { type Static, Type } from 'typebox'
import { NodeAnswerError } from '../node-errors.ts'
import { addressOfHex, isHexAddress } from './address.ts'
import { Amount, Bytes, Hash, isNone, messageOf, shape, type TronNode } from './node.ts'

/** What a transaction did when it was executed. */
export interface TransactionInfo {
  readonly id: string
  readonly blockNumber: bigint
  /** Sun that it burned. */
  readonly fee: bigint
  readonly energy: bigint
  /** `receipt.result`: SUCCESS, REVERT, OUT_OF_ENERGY, …; null for what runs no contract. */
  readonly result: string | null
  readonly failed: boolean
  /** The contract's or the chain's words about a failure. */
  readonly message: string
  readonly logs: readonly TronLog[]
  readonly internals: readonly InternalTransfer[]
}

export interface TronLog {
  /** 20 bytes as hex. */
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

/** TRX that a contract sent. */
export interface InternalTransfer {
  /** Place among the transaction's internal ones, from 0: the same however often it is read. */
  readonly index: number
  readonly from: string
  readonly to: string
  readonly amount: bigint
}

const Info = Type.Object({
  id: Hash,
  blockNumber: Amount,
  fee: Amount,
  result: Type.Optional(Type.String()),
  resMessage: Type.Optional(Type.String()),
  receipt: Type.Optional(Type.Object({ result: Type.Optional(Type.String()), energy_usage_total: Amount })),
  log: Type.Optional(
    Type.Array(
      Type.Object({
        // Some nodes write the 20 bytes, some 0x41 before them.
        address: Type.String({ pattern: '^(41)?[0-9a-fA-F]{40}$' }),
        topics: Type.Optional(Type.Array(Hash)),
        data: Type.Optional(Bytes),
      }),
    ),
  ),
  internal_transactions: Type.Optional(
    Type.Array(
      Type.Object({
        caller_address: Type.Optional(Bytes),
        transferTo_address: Type.Optional(Bytes),
        callValueInfo: Type.Optional(
          Type.Array(Type.Object({ callValue: Amount, tokenId: Type.Optional(Type.String()) })),
        ),
        note: Type.Optional(Bytes),
        rejected: Type.Optional(Type.Boolean()),
      }),
    ),
  ),
})

const readInfo = shape('wallet/gettransactioninfobyid', Info)
const readInfos = shape('wallet/gettransactioninfobyblocknum', Type.Array(Info))
/** Others carry a value too and move none to the address they name: opcodes that freeze, lend and vote. */
const NOTES_THAT_PAY: ReadonlySet<string> = new Set(['call', 'create', 'suicide'])

/** Null when the node knows of no block that holds it. */
export async function askInfo(node: TronNode, id: string): Promise<TransactionInfo | null> {
  const answer = await node.ask('wallet/gettransactioninfobyid', { value: id })
  if (isNone(answer)) return null
  const info = infoOf(readInfo(answer))
  if (info.id !== id) throw new NodeAnswerError(`asked about transaction ${id}, the node told of ${info.id}`)
  return info
}

/** Of all transactions of a block, in its order. */
export async function askInfos(node: TronNode, number: bigint): Promise<TransactionInfo[]> {
  const answer = await node.ask('wallet/gettransactioninfobyblocknum', { num: Number(number) })
  const infos = isNone(answer) ? [] : readInfos(answer).map(infoOf)
  for (const info of infos)
    if (info.blockNumber !== number)
      throw new NodeAnswerError(`asked about block ${number}, the node told of block ${info.blockNumber}`)
  return infos
}

function infoOf(answer: Static<typeof Info>): TransactionInfo {
  const { receipt = {}, log = [], internal_transactions = [] } = answer
  return {
    id: answer.id,
    blockNumber: answer.blockNumber ?? 0n,
    fee: answer.fee ?? 0n,
    energy: receipt.energy_usage_total ?? 0n,
    result: receipt.result ?? null,
    failed: answer.result === 'FAILED' || !['SUCCESS', 'DEFAULT'].includes(receipt.result ?? 'DEFAULT'),
    message: messageOf(answer.resMessage),
    logs: log.map(({ address, topics = [], data = '' }) => ({ address: address.slice(-40), topics, data })),
    internals: internal_transactions.flatMap(internalOf),
  }
}

function internalOf(
  {
    caller_address = '',
    transferTo_address = '',
    callValueInfo = [],
    note = '',
    rejected = false,
  }: NonNullable<Static<typeof Info>['internal_transactions']>[number],
  index: number,
): InternalTransfer[] {
  if (rejected || !NOTES_THAT_PAY.has(Buffer.from(note, 'hex').toString())) return []
  // Value with a tokenId is a TRC-10 token's, not TRX.
  const amount = callValueInfo.reduce(
    (sum, { callValue = 0n, tokenId = '' }) => (tokenId === '' ? sum + callValue : sum),
    0n,
  )
  if (amount === 0n || !isHexAddress(caller_address) || !isHexAddress(transferTo_address)) return []
  return [{ index, from: addressOfHex(caller_address), to: addressOfHex(transferTo_address), amount }]
}
