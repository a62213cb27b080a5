import type { AgreedCoin, PastCoin } from '../chains/chain.ts'
import { holdFinalBlock } from '../chains/cursor.ts'
import type { ChainTransfer } from '../chains/types.ts'
import { inTransaction, type Tx } from '../kernel/database.ts'
import type { TreasuryDeps } from './deps.ts'
import { type ExplainedCoin, explainCoin, isCoinUnsettled, NO_COIN } from './explained-coin.ts'
import { lockWallets, type TreasuryWallet } from './wallet.ts'

/** Coin that no transaction shows has no log: below the -1 of a transaction's own coin. */
const LOG_INDEX = -2

export type ComparedWallet = Pick<
  TreasuryWallet,
  'company_id' | 'id' | 'chain' | 'address' | 'coin_block' | 'coin_units'
>

/**
 * Compares a wallet's coin at a final block with what our rows explain, and records what is above it as a deposit: in the commit that
 * notes the coin as explained, so once, whatever is killed and however many nodes compare. While a row may still come to explain more,
 * nothing is done. @throws NodeUnavailable when nodes do not answer or do not agree.
 */
export async function compareCoin(
  deps: Pick<TreasuryDeps, 'db' | 'log' | 'clock' | 'tokens' | 'sink'>,
  past: PastCoin,
  seen: ComparedWallet,
  block: bigint,
): Promise<void> {
  const shown = await past.agreed(seen.address, { block, earlier: seen.coin_block })
  const isRecorded = await inTransaction(deps.db, async (tx) => {
    if (!(await holdFinalBlock(tx, seen.chain, { number: block, hash: shown.blockHash }))) return false
    // Before the address directory, which recording holds: who deletes a wallet takes them in this order too.
    const wallet = (await lockWallets(tx, seen.company_id, [seen.id])).get(seen.id)
    // Another node was faster. What it recorded stands at its block, and would not be found below that.
    if (wallet === undefined || wallet.coin_block >= block) return false
    const from = startOf(wallet, shown)
    const to = { block, sent: shown.sent }
    if (await isCoinUnsettled(tx, wallet, from, to)) return false
    const coin = deps.tokens.native(wallet.chain)
    const explained = await explainCoin(tx, wallet, coin, from, to)
    const surplus = shown.units - explained.units
    if (surplus > 0n) {
      const transfers = [surplusOf(wallet, coin.address, shown, { block, amount: surplus })]
      await deps.sink.record(tx, wallet.chain, { transfers, isFinal: true })
    } else if (isKnown(wallet, from, explained)) return false
    else if (surplus < 0n) tellOfLack(deps, wallet, -surplus)
    await keep(tx, wallet, shown, surplus > 0n ? { ...explained, units: shown.units } : explained)
    return surplus > 0n
  })
  if (isRecorded) deps.sink.moved(seen.chain)
}

/** From the beginning when the block that it was explained through has left the chain: our rows have followed the new one. */
function startOf(wallet: TreasuryWallet, { earlierHash }: AgreedCoin): ExplainedCoin {
  if (wallet.coin_hash !== earlierHash) return NO_COIN
  return { block: wallet.coin_block, sent: wallet.coin_nonce, units: wallet.coin_units }
}

/** Nothing new is explained: the wallet lacks what it lacked before. */
function isKnown(wallet: TreasuryWallet, from: ExplainedCoin, explained: ExplainedCoin): boolean {
  return from !== NO_COIN && explained.units === wallet.coin_units && explained.sent === wallet.coin_nonce
}

function tellOfLack(
  { log }: Pick<TreasuryDeps, 'log'>,
  { id: walletId, chain }: TreasuryWallet,
  lacking: bigint,
): void {
  log.warn(
    { walletId, chain, lacking: String(lacking) },
    'a treasury wallet has less coin than its transactions explain; so much that comes will not be noticed',
  )
}

/** `block:` before the block's hash: nobody shall look for a transaction of that hash. */
function surplusOf(
  wallet: TreasuryWallet,
  tokenAddress: string,
  { blockHash }: AgreedCoin,
  { block, amount }: { block: bigint; amount: bigint },
): ChainTransfer {
  return {
    blockNumber: block,
    blockHash,
    txHash: `block:${blockHash}:${wallet.address}`,
    logIndex: LOG_INDEX,
    tokenAddress,
    from: null,
    to: wallet.address,
    amount,
  }
}

async function keep(
  tx: Tx,
  wallet: TreasuryWallet,
  { blockHash }: AgreedCoin,
  explained: ExplainedCoin,
): Promise<void> {
  await tx
    .updateTable('treasury_wallets')
    .set({
      coin_block: explained.block,
      coin_hash: blockHash,
      coin_nonce: explained.sent,
      coin_units: explained.units,
    })
    .where('company_id', '=', wallet.company_id)
    .where('id', '=', wallet.id)
    .execute()
}
