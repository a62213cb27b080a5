import { createHmac } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { readTronAddress } from '../../../server/chains/tron/address.ts'
import { transferCall } from '../../../server/chains/tron/call-data.ts'
import { encodeRaw, encodeSigned, referTo, transactionId } from '../../../server/chains/tron/transaction.ts'
import { decodeTransferLog } from '../../../server/chains/tron/transfer-logs.ts'
import { isFields } from '../../network/fields.ts'
import { type Answer, callTron } from '../../tron/call.ts'
import { partnerWalletAddress } from '../wallet-address.ts'
import type { Outcome, PartnerChain, PartnerToken, TokenMove } from './partner-chain.ts'

export interface TronPartnerChain {
  readonly family: 'TRON'
  readonly rail: 'tron'
  readonly url: string
  readonly tokens: readonly PartnerToken[]
  /** Of the wallet that pays. 0x and 64 hex digits. */
  readonly privateKey: string
}

/** Long enough to be in a block by then, and not long to wait for when the block it refers to was lost with a killed chain. */
const EXPIRES_AFTER_MS = 600_000
const FEE_LIMIT = 100_000_000n
const KNOWN_ALREADY = 'DUP_TRANSACTION_ERROR'

interface Block {
  readonly id: string
  readonly number: number
  readonly timestamp: number
  readonly transactions: readonly Answer[]
}

export function connectTron({ rail, url, tokens, privateKey }: TronPartnerChain): PartnerChain {
  const key = Buffer.from(privateKey.slice(2), 'hex')
  const wallet = partnerWalletAddress(privateKey, 'TRON')
  const solidHead = async () => readBlock(await callTron(url, '/walletsolidity/getnowblock'))
  let serial = 0
  return {
    rail,
    tokens,
    hasMemo: true,
    readAddress: readTronAddress,
    depositAddress(name) {
      const own = createHmac('sha256', privateKey).update(name).digest('hex')
      return partnerWalletAddress(`0x${own}`, 'TRON')
    },
    finalHeight: async () => (await solidHead()).number,
    async movesIn(first, last) {
      const moves: TokenMove[] = []
      for (let number = first; number <= last; number += 1) moves.push(...(await movesOf(url, number)))
      return moves.filter(({ token }) => tokens.some(({ address }) => address === token))
    },
    sentCount: async () => null,
    async sign({ token, to, units }) {
      const { id, timestamp } = await solidHead()
      serial = (serial + 1) % 60_000 // two equal payments are two transactions
      const expiresAt = timestamp + EXPIRES_AFTER_MS + serial
      const raw = encodeRaw({
        ...referTo(id),
        expiration: BigInt(expiresAt),
        timestamp: BigInt(Date.now()),
        feeLimit: FEE_LIMIT,
        data: new Uint8Array(),
        contract: {
          type: 'TriggerSmartContract',
          owner: wallet,
          contract: token,
          callValue: 0n,
          data: transferCall(to, units),
        },
      })
      const hash = transactionId(raw)
      const made = secp256k1.sign(Buffer.from(hash, 'hex'), key, { prehash: false, format: 'recovered' })
      const signature = Buffer.concat([made.subarray(1), made.subarray(0, 1)])
      return { hash, raw: encodeSigned(raw, signature).toString('hex'), nonce: null, expiresAt }
    },
    async broadcast(raw) {
      const answer = await callTron(url, '/wallet/broadcasthex', { transaction: raw })
      if (answer.result !== true && answer.code !== KNOWN_ALREADY)
        throw new Error(`the node refused a payment: ${String(answer.code)}`)
    },
    async outcome({ hash, expiresAt }) {
      const head = await solidHead() // before the question: what is not there by then and has expired never comes
      const found = await outcomeOf(url, hash)
      return (
        found ?? { kind: head.timestamp > (expiresAt ?? Number.POSITIVE_INFINITY) ? 'EXPIRED' : 'WAITING' }
      )
    },
  }
}

async function outcomeOf(url: string, hash: string): Promise<Outcome | null> {
  const info = await callTron(url, '/wallet/gettransactioninfobyid', { value: hash })
  if (info.id === undefined) return null
  const solid = await callTron(url, '/walletsolidity/gettransactioninfobyid', { value: hash })
  return { kind: info.result === 'FAILED' ? 'FAILED' : 'DONE', final: solid.id !== undefined }
}

/** Logs say what moved, the transactions beside them what memo they carry. */
async function movesOf(url: string, number: number): Promise<TokenMove[]> {
  const infos = await callTron(url, '/walletsolidity/gettransactioninfobyblocknum', { num: number })
  if (!Array.isArray(infos) || infos.length === 0) return []
  const { transactions } = readBlock(await callTron(url, '/walletsolidity/getblockbynum', { num: number }))
  const memos = new Map(transactions.map((one) => [String(one.txID), memoOf(one)]))
  return infos.filter(isFields).flatMap((info) => {
    const logs = Array.isArray(info.log) && info.result !== 'FAILED' ? info.log.filter(isFields) : []
    return logs.flatMap((log, index) => {
      const moved = decodeTransferLog({
        address: String(log.address).slice(-40),
        topics: Array.isArray(log.topics) ? log.topics.map(String) : [],
        data: String(log.data ?? ''),
      })
      if (moved === null || moved.from === null) return []
      const { tokenAddress: token, from, to, amount: units } = moved
      const hash = String(info.id)
      return [{ hash, index, token, from, to, units, memo: memos.get(hash) ?? null }]
    })
  })
}

function memoOf(transaction: Answer): string | null {
  const data = isFields(transaction.raw_data) ? transaction.raw_data.data : undefined
  return typeof data === 'string' && data !== '' ? Buffer.from(data, 'hex').toString('utf8') : null
}

function readBlock(answer: Answer): Block {
  const header = isFields(answer.block_header) ? answer.block_header.raw_data : undefined
  if (typeof answer.blockID !== 'string' || !isFields(header)) throw new Error('the Tron node has no block')
  return {
    id: answer.blockID,
    number: Number(header.number ?? 0),
    timestamp: Number(header.timestamp ?? 0),
    transactions: Array.isArray(answer.transactions) ? answer.transactions.filter(isFields) : [],
  }
}
