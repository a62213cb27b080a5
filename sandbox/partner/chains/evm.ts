import { createHmac } from 'node:crypto'
import { decodeEventLog, erc20Abi, getAddress, type Hex, isHex, keccak256, toEventSelector } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { evmAddresses } from '../../../server/chains/evm/address-form.ts'
import { callNode, callNodeForText, NodeError, readHeight } from '../../chains/rpc.ts'
import { TRANSFER_GAS, transferData } from '../../chains/tokens.ts'
import type { Outcome, PartnerChain, PartnerToken, TokenMove } from './partner-chain.ts'

export interface EvmPartnerChain {
  readonly family: 'EVM'
  readonly rail: 'polygon'
  readonly url: string
  readonly chainId: number
  readonly tokens: readonly PartnerToken[]
  /** Confirmations from which a block is final. */
  readonly finality: number
  /** Of the wallet that pays. Nobody else sends with it: its nonces are the guard against paying twice. 0x and 64 hex digits. */
  readonly privateKey: string
}

const GWEI = 1_000_000_000n
/** Far above what a local chain asks: a payment never waits for its price. */
const FEES = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: 2n * GWEI }
const TRANSFER_TOPIC = toEventSelector('Transfer(address,address,uint256)')

interface RpcLog {
  readonly address: string
  readonly topics: [Hex, ...Hex[]]
  readonly data: Hex
  readonly transactionHash: string
  readonly logIndex: string
}

export function connectEvm(options: EvmPartnerChain): PartnerChain {
  const { rail, url, chainId, tokens, finality } = options
  const account = privateKeyToAccount(hexOf(options.privateKey))
  const finalHeight = async () => Math.max(0, (await readHeight(url)) - finality + 1)
  return {
    rail,
    tokens,
    hasMemo: false,
    readAddress: evmAddresses.read,
    depositAddress(name) {
      const key = createHmac('sha256', options.privateKey).update(name).digest('hex')
      return privateKeyToAccount(`0x${key}`).address
    },
    finalHeight,
    async movesIn(first, last) {
      const filter = {
        fromBlock: quantity(first),
        toBlock: quantity(last),
        address: tokens.map(({ address }) => address),
        topics: [TRANSFER_TOPIC],
      }
      const logs = (await callNode(url, 'eth_getLogs', [filter])) as RpcLog[]
      return logs.map(moveOf)
    },
    sentCount: async () =>
      Number(await callNodeForText(url, 'eth_getTransactionCount', [account.address, 'latest'])),
    async sign({ token, to, units }, nonce) {
      if (nonce === null) throw new Error('a transaction without number')
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId,
        nonce,
        to: getAddress(token),
        data: transferData(to, units),
        gas: TRANSFER_GAS,
        ...FEES,
      })
      return { hash: keccak256(raw), raw, nonce, expiresAt: null }
    },
    async broadcast(raw) {
      try {
        await callNode(url, 'eth_sendRawTransaction', [raw])
      } catch (error) {
        if (!(error instanceof NodeError) || !/already|nonce too low/i.test(error.message)) throw error
      }
    },
    outcome: ({ hash }) => outcomeOf(url, hash, finalHeight),
  }
}

async function outcomeOf(url: string, hash: string, finalHeight: () => Promise<number>): Promise<Outcome> {
  const receipt = (await callNode(url, 'eth_getTransactionReceipt', [hash])) as {
    readonly status: string
    readonly blockNumber: string
  } | null
  if (receipt === null) return { kind: 'WAITING' }
  const kind = receipt.status === '0x1' ? 'DONE' : 'FAILED'
  return { kind, final: Number(receipt.blockNumber) <= (await finalHeight()) }
}

function moveOf(log: RpcLog): TokenMove {
  const { args } = decodeEventLog({
    abi: erc20Abi,
    eventName: 'Transfer',
    topics: log.topics,
    data: log.data,
  })
  return {
    hash: log.transactionHash,
    index: Number(log.logIndex),
    token: getAddress(log.address),
    from: args.from,
    to: args.to,
    units: args.value,
    memo: null,
  }
}

function quantity(value: number): Hex {
  return `0x${value.toString(16)}`
}

function hexOf(text: string): Hex {
  if (!isHex(text)) throw new Error('the key of the partner is no hex')
  return text
}
