import { randomBytes } from 'node:crypto'
import { callNode, callNodeForText, readHeight } from './rpc.ts'

export interface ReorgOptions {
  /** Newest blocks that are replaced. */
  readonly depth: number
  /** True: their transactions are mined again in later ones of the new blocks. False: they are gone, also from the pool. */
  readonly keepTransactions: boolean
}

/**
 * Replaces the newest blocks by as many others. @returns the height afterwards.
 * @throws NodeError when the node no longer knows the state below them.
 */
export async function reorganise(url: string, { depth, keepTransactions }: ReorgOptions): Promise<number> {
  const head = await readHeight(url)
  const first = head - depth + 1
  const before = await blockHash(url, first)
  const kept = keepTransactions ? await laterPlaces(url, first, depth) : []
  // An empty block mined again at the same second would be the same block: another beneficiary makes it another.
  await callNode(url, 'anvil_setCoinbase', [`0x${randomBytes(20).toString('hex')}`])
  await callNode(url, 'anvil_reorg', [depth, kept])
  if ((await blockHash(url, first)) === before) throw new Error('the chain did not reorganise')
  return readHeight(url)
}

/** Each transaction goes one block later (those of the newest stay in the last), in the order they had. */
async function laterPlaces(url: string, first: number, depth: number): Promise<[string, number][]> {
  const places: [string, number][] = []
  for (let index = 0; index < depth; index += 1) {
    const block = (await callNode(url, 'eth_getBlockByNumber', [quantity(first + index), false])) as {
      transactions: string[]
    }
    for (const hash of block.transactions)
      places.push([
        await callNodeForText(url, 'debug_getRawTransaction', [hash]),
        Math.min(index + 1, depth - 1),
      ])
  }
  return places
}

async function blockHash(url: string, number: number): Promise<string> {
  const block = (await callNode(url, 'eth_getBlockByNumber', [quantity(number), false])) as { hash: string }
  return block.hash
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`
}
