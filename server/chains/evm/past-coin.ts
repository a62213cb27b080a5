import { encodeDeployData, getAddress, type Hex, hexToBigInt, isHex, numberToHex, size, slice } from 'viem'
import artefact from '../../../contracts/artefacts/CoinBalances.json' with { type: 'json' }
import type { AgreedCoin } from '../chain.ts'
import { NodeAnswerError, NodeUnavailable } from '../node-errors.ts'
import type { EvmChain } from './client.ts'
import { askBlockRef } from './node-answers.ts'

const CONSTRUCTOR_ABI = [
  { type: 'constructor', inputs: [{ name: 'holders', type: 'address[]' }], stateMutability: 'nonpayable' },
] as const
/** An answer of creation code is no longer than a contract's code may be: 24,576 bytes (EIP-170). */
export const HOLDERS_MAX = 500
const WORD_BYTES = 32

/** The node runs code that is never deployed (contracts/coin-balances.sol): no contract need stand on the chain. */
export async function readCoins(
  chain: EvmChain,
  holders: readonly string[],
  block: bigint,
): Promise<bigint[]> {
  const data = encodeDeployData({
    abi: CONSTRUCTOR_ABI,
    bytecode: artefact.bytecode as Hex,
    args: [holders.map((holder) => getAddress(holder))],
  })
  const answer = await chain.client.request({ method: 'eth_call', params: [{ data }, numberToHex(block)] })
  if (!isHex(answer) || size(answer) !== holders.length * WORD_BYTES)
    throw new NodeAnswerError(`eth_call: the node does not give the coin of ${holders.length} addresses`)
  return holders.map((_, index) => hexToBigInt(slice(answer, index * WORD_BYTES, (index + 1) * WORD_BYTES)))
}

interface Span {
  readonly block: bigint
  readonly earlier: bigint
}

/** @throws NodeUnavailable also when the nodes do not agree. */
export async function readAgreedCoin(chain: EvmChain, holder: string, at: Span): Promise<AgreedCoin> {
  const [first, ...others] = await chain.askAll(() => readCoin(chain, holder, at))
  if (first === undefined || others.some((other) => !isSame(first, other)))
    throw new NodeUnavailable(`nodes do not agree on the coin of ${holder} at block ${at.block}`)
  return first
}

async function readCoin(chain: EvmChain, holder: string, { block, earlier }: Span): Promise<AgreedCoin> {
  const address = getAddress(holder)
  const [units, sent, at, before] = await Promise.all([
    chain.client.getBalance({ address, blockNumber: block }),
    chain.client.getTransactionCount({ address, blockNumber: block }),
    askBlockRef(chain, block),
    askBlockRef(chain, earlier),
  ])
  if (at === null || before === null) throw new NodeAnswerError(`the node has no block ${block}`)
  return { units, sent: BigInt(sent), blockHash: at.hash, earlierHash: before.hash }
}

function isSame(a: AgreedCoin, b: AgreedCoin): boolean {
  return (
    a.units === b.units && a.sent === b.sent && a.blockHash === b.blockHash && a.earlierHash === b.earlierHash
  )
}
