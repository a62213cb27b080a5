import { type Address, decodeFunctionResult, encodeFunctionData, isHex, parseAbi } from 'viem'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { TokenMetadata } from '../chain.ts'
import { assetId, type Token } from '../types.ts'
import type { EvmChain } from './client.ts'

const ERC20 = parseAbi([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
])

/** 10^36 smallest units per token is far beyond any real one and leaves room to add amounts up. */
const DECIMALS_MAX = 36
const TEXT_CHARACTERS_MAX = 100

/**
 * Name, symbol and decimals of the ERC-20 contract at `address`; TOKEN_NOT_ERC20 when there is none.
 * @throws when the node cannot be asked.
 */
export async function readTokenMetadata(chain: EvmChain, address: string): Promise<TokenMetadata | Refusal> {
  const contract = address as Address
  const [decimals, supply, balance, name, symbol] = await Promise.all([
    callOrNull(chain, contract, 'decimals'),
    callOrNull(chain, contract, 'totalSupply'),
    callOrNull(chain, contract, 'balanceOf'),
    callOrNull(chain, contract, 'name'),
    callOrNull(chain, contract, 'symbol'),
  ])
  const isErc20 = typeof decimals === 'number' && supply !== null && balance !== null
  if (!isErc20 || decimals > DECIMALS_MAX)
    return refuse('TOKEN_NOT_ERC20', { address, blockchain: chain.config.name })
  return { name: printable(name) || printable(symbol), symbol: printable(symbol), decimals }
}

/**
 * What the chain itself says that `holder` has of each token, by asset id: at `block`, else now.
 * @throws when the node cannot be asked, or no longer knows that block's state.
 */
export async function readHoldings(
  chain: EvmChain,
  holder: string,
  tokens: readonly Pick<Token, 'chain' | 'address'>[],
  block?: bigint,
): Promise<Map<string, bigint>> {
  const balances = await Promise.all(
    tokens.map((token) =>
      chain.client.readContract({
        address: token.address as Address,
        abi: ERC20,
        functionName: 'balanceOf',
        args: [holder as Address],
        ...(block === undefined ? {} : { blockNumber: block }),
      }),
    ),
  )
  return new Map(tokens.map((token, index) => [assetId(token.chain, token.address), balances[index] ?? 0n]))
}

type View = 'name' | 'symbol' | 'decimals' | 'totalSupply' | 'balanceOf'

/** Null when the contract does not answer or answers another type; a node that cannot be asked throws. */
async function callOrNull(
  chain: EvmChain,
  contract: Address,
  view: View,
): Promise<string | bigint | number | null> {
  const data =
    view === 'balanceOf'
      ? encodeFunctionData({ abi: ERC20, functionName: view, args: [contract] })
      : encodeFunctionData({ abi: ERC20, functionName: view })
  const answer = await callContract(chain, contract, data)
  if (answer === null || answer === '0x') return null
  try {
    return decodeFunctionResult({ abi: ERC20, functionName: view, data: answer })
  } catch {
    return null
  }
}

async function callContract(
  chain: EvmChain,
  to: Address,
  data: `0x${string}`,
): Promise<`0x${string}` | null> {
  try {
    const answer = await chain.client.request({ method: 'eth_call', params: [{ to, data }, 'latest'] })
    return isHex(answer) ? answer : null
  } catch (error) {
    if (isContractFailure(error)) return null
    throw error
  }
}

/** JSON-RPC code 3, or a message of the virtual machine: the contract failed, not the node. */
function isContractFailure(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && cause.code === 3) return true
    if (
      /revert|invalid opcode|stack underflow|out of gas|invalid jump|OpcodeNotFound|StackUnderflow/i.test(
        cause.message,
      )
    )
      return true
  }
  return false
}

/** Text of a stranger's contract: without control characters, bounded. */
function printable(text: unknown): string {
  if (typeof text !== 'string') return ''
  const clean = text.toWellFormed().replace(/\p{C}/gu, '').trim()
  return [...clean].slice(0, TEXT_CHARACTERS_MAX).join('')
}
