import { type Block, NO_HASH, signedHeaderOf } from '../block.ts'
import type { Chain } from '../chain.ts'
import { keyOf } from '../contract-types.ts'
import { type Json, showAddress, sparse } from './format.ts'
import { showTransaction } from './show-transaction.ts'

/** As getblockbynum shows it; without `detail` only its header. */
export function showBlock(chain: Chain, block: Block, visible: boolean, detail = true): Json {
  const { header, signature } = signedHeaderOf(block, chain.block(block.number - 1)?.id ?? NO_HASH)
  const raw = sparse({
    number: header.number,
    txTrieRoot: header.txTrieRoot,
    witness_address: showAddress(keyOf(header.witness), visible),
    parentHash: header.parentHash,
    version: Number(header.version),
    timestamp: header.timestamp,
  })
  const transactions = block.transactions.map(({ transaction, receipt }) => ({
    ret: [{ contractRet: receipt.run?.result ?? 'SUCCESS' }],
    ...showTransaction(transaction, visible),
  }))
  return {
    blockID: block.id,
    block_header: { raw_data: raw, witness_signature: signature },
    ...(detail ? sparse({ transactions }) : {}),
  }
}
