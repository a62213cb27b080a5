import type { BlockRef, ChainTransfer } from '../types.ts'
import { addressOfHex } from './address.ts'
import type { TransactionInfo, TronLog } from './ask-infos.ts'

/** keccak256('Transfer(address,address,uint256)') */
const TRANSFER_TOPIC = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const TRC20_TOPICS = 3
/** A word with an address in it; some contracts leave 0x41 before the 20 bytes. */
const ADDRESS_WORD = /^0{22}(?:00|41)([0-9a-f]{40})$/
const AMOUNT = /^[0-9a-f]{64}$/

/**
 * TRC-20 transfers that a transaction made, with the place of each among its logs; a TRC-721 one has four topics. Logs are left
 * only by what succeeded.
 */
export function readTokenTransfers(block: BlockRef, info: TransactionInfo): ChainTransfer[] {
  if (info.failed) return []
  return info.logs.flatMap((log, logIndex) => {
    const moved = decodeTransferLog(log)
    if (moved === null || moved.amount === 0n || moved.from === moved.to) return []
    return [{ blockNumber: block.number, blockHash: block.hash, txHash: info.id, logIndex, ...moved }]
  })
}

export function decodeTransferLog(
  log: TronLog,
): Pick<ChainTransfer, 'tokenAddress' | 'from' | 'to' | 'amount'> | null {
  const [topic, fromWord = '', toWord = ''] = log.topics
  if (topic !== TRANSFER_TOPIC || log.topics.length !== TRC20_TOPICS) return null
  const data = log.data.toLowerCase()
  const [from, to] = [ADDRESS_WORD.exec(fromWord)?.[1], ADDRESS_WORD.exec(toWord)?.[1]]
  if (from === undefined || to === undefined || !AMOUNT.test(data)) return null
  return {
    tokenAddress: addressOfHex(`41${log.address}`),
    from: addressOfHex(`41${from}`),
    to: addressOfHex(`41${to}`),
    amount: BigInt(`0x${data}`),
  }
}
