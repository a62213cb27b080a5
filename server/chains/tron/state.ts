import { decodeAbiParameters, toHex } from 'viem'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { ChainState, TokenMetadata } from '../chain.ts'
import { NodeAnswerError } from '../node-errors.ts'
import { assetId } from '../types.ts'
import { askAccount } from './ask-account.ts'
import { simulateCall } from './ask-contract.ts'
import { balanceCall } from './call-data.ts'
import type { TronClient } from './client.ts'
import type { TronNode } from './node.ts'

/** The first four bytes of the Keccak-256 of `name()`, `symbol()`, `decimals()` and `totalSupply()`. */
const VIEWS = { name: '06fdde03', symbol: '95d89b41', decimals: '313ce567', totalSupply: '18160ddd' } as const
const WORD_BYTES = 32
/** 10^36 smallest units per token is far beyond any real one and leaves room to add amounts up. */
const DECIMALS_MAX = 36n
const TEXT_CHARACTERS_MAX = 100

/** What the chain says of holders and tokens. Tron's nodes know the state of now alone. */
export function tronState(client: TronClient, chainName: string): ChainState {
  return {
    coin: (holder) => client.ask(async (node) => (await askAccount(node, holder)).coin),
    async tokens(holder, tokens, block) {
      if (block !== undefined) throw new NodeAnswerError('Tron nodes keep no state of old blocks')
      const balances = await client.ask((node) =>
        Promise.all(tokens.map(({ address }) => readBalance(node, address, holder))),
      )
      return new Map(
        tokens.map((token, index) => [assetId(token.chain, token.address), balances[index] ?? 0n]),
      )
    },
    metadata: (address) => client.ask((node) => readMetadata(node, address, chainName)),
  }
}

async function readBalance(node: TronNode, token: string, holder: string): Promise<bigint> {
  const balance = await readNumber(node, token, balanceCall(holder))
  // Not a zero: a node that cannot say must not make a holding look empty.
  if (balance === null) throw new NodeAnswerError(`the contract ${token} does not tell a balance`)
  return balance
}

/** TOKEN_NOT_ERC20 when there is no token contract at the address. */
async function readMetadata(
  node: TronNode,
  address: string,
  blockchain: string,
): Promise<TokenMetadata | Refusal> {
  const [decimals, supply, balance, name, symbol] = await Promise.all([
    readNumber(node, address, selector('decimals')),
    readNumber(node, address, selector('totalSupply')),
    readNumber(node, address, balanceCall(address)),
    readText(node, address, selector('name')),
    readText(node, address, selector('symbol')),
  ])
  if (decimals === null || decimals > DECIMALS_MAX || supply === null || balance === null)
    return refuse('TOKEN_NOT_ERC20', { address, blockchain })
  return { name: name || symbol, symbol, decimals: Number(decimals) }
}

async function readNumber(node: TronNode, contract: string, data: Uint8Array): Promise<bigint | null> {
  const answer = await view(node, contract, data)
  return answer?.length === WORD_BYTES ? BigInt(toHex(answer)) : null
}

/** Text of a stranger's contract: without control characters, bounded; empty when it is none. */
async function readText(node: TronNode, contract: string, data: Uint8Array): Promise<string> {
  const answer = await view(node, contract, data)
  if (answer === null) return ''
  try {
    const [text] = decodeAbiParameters([{ type: 'string' }], toHex(answer))
    const clean = text.toWellFormed().replace(/\p{C}/gu, '').trim()
    return [...clean].slice(0, TEXT_CHARACTERS_MAX).join('')
  } catch {
    return ''
  }
}

async function view(node: TronNode, contract: string, data: Uint8Array): Promise<Buffer | null> {
  const simulation = await simulateCall(node, { owner: contract, contract, data })
  return simulation.kind === 'DONE' ? simulation.answer : null
}

const selector = (name: keyof typeof VIEWS) => Buffer.from(VIEWS[name], 'hex')
