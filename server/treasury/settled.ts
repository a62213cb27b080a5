import type { OnSettled } from '../chains/sender/context.ts'
import type { SettledTransaction } from '../chains/types.ts'
import { assetId } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { book } from '../ledger/book.ts'
import { EVENT_AFTER, MOVEMENT_AFTER } from '../payments/outcome.ts'
import { type Payment, settlePayment } from '../payments/payment.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { payTransfer } from './books.ts'
import type { TreasuryDeps } from './deps.ts'
import { transferEvent } from './events.ts'
import { moveOn } from './movement.ts'
import { lockWallets, type TreasuryWallet } from './wallet.ts'

type Deps = Pick<TreasuryDeps, 'tokens' | 'clock'>

/** What follows when a transaction of a treasury wallet, or gas for one, is final, or needs an operator. */
export function treasurySettled(deps: Deps): Map<string, OnSettled> {
  return new Map<string, OnSettled>([
    ['treasury_transfer', (tx, settled) => settleTransfer(tx, deps, settled)],
    ['treasury_gas', settleGas],
    ['recover_gas', settleRecovery],
  ])
}

/** LOST is told too of a payment that people have not approved: then there was no chain transaction. */
async function settleTransfer(tx: Tx, deps: Deps, settled: SettledTransaction): Promise<void> {
  const now = deps.clock.now()
  const wallet = await lockPayer(tx, settled)
  const payment = await settlePayment(tx, settled, now)
  if (payment === null) return
  const token = await deps.tokens.findEver(tx, payment.company_id, payment.chain, payment.token_address)
  if (token === null) throw new Error(`Payment ${payment.id} is of a token that the company never had`)
  const { outcome } = settled
  await moveOn(tx, payment.company_id, payment.id, {
    status: MOVEMENT_AFTER[outcome],
    tx_hash: settled.hash,
  })
  if (outcome !== 'MANUAL_CHECK') await spendGas(tx, wallet, await feeOf(tx, settled))
  if (outcome === 'SUCCEEDED') await bookPaid(tx, payment, now)
  await writeEvents(tx, [transferEvent({ wallet, payment, token, status: EVENT_AFTER[outcome], at: now })])
}

async function lockPayer(tx: Tx, { companyId, id }: SettledTransaction): Promise<TreasuryWallet> {
  const payment = await tx
    .selectFrom('payments')
    .select('wallet_id')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const wallet = (await lockWallets(tx, companyId, [payment.wallet_id])).get(payment.wallet_id)
  if (wallet === undefined) throw new Error(`Payment ${id} is of no treasury wallet`)
  return wallet
}

async function bookPaid(tx: Tx, payment: Payment, now: Date): Promise<void> {
  const { company_id: companyId, id, chain, token_address: address, amount: units } = payment
  const subject = { companyId, id, assetId: assetId(chain, address), units }
  const booking = await book(tx, companyId, [payTransfer(subject)], now)
  if (!booking.booked) throw new Error(`The end of payment ${id} was not booked: ${booking.problem}`)
}

/** Coin of the platform is on the wallet now. */
async function settleGas(tx: Tx, settled: SettledTransaction): Promise<void> {
  const { companyId, chain, intent, outcome } = settled
  if (outcome !== 'SUCCEEDED' || intent?.kind !== 'native_transfer') return
  const wallet = await lockByAddress(tx, { companyId, chain, address: intent.to })
  await tx
    .updateTable('treasury_wallets')
    .set({ gas_given: wallet.gas_given + BigInt(intent.amount) })
    .where('company_id', '=', companyId)
    .where('id', '=', wallet.id)
    .execute()
}

/** Gas went back to the platform's account, less the fee for that. */
async function settleRecovery(tx: Tx, settled: SettledTransaction): Promise<void> {
  const { companyId, id, chain, intent, outcome, hash } = settled
  if (intent?.kind !== 'native_transfer') return
  const { from_address: address } = await tx
    .selectFrom('chain_transactions')
    .select('from_address')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const wallet = await lockByAddress(tx, { companyId, chain, address })
  await moveOn(tx, companyId, id, { status: MOVEMENT_AFTER[outcome], tx_hash: hash })
  if (outcome === 'MANUAL_CHECK') return
  const taken = outcome === 'SUCCEEDED' ? BigInt(intent.amount) : 0n
  await spendGas(tx, wallet, taken + (await feeOf(tx, settled)))
}

async function spendGas(tx: Tx, wallet: TreasuryWallet, amount: bigint): Promise<void> {
  if (amount === 0n) return
  await tx
    .updateTable('treasury_wallets')
    .set({ gas_spent: wallet.gas_spent + amount })
    .where('company_id', '=', wallet.company_id)
    .where('id', '=', wallet.id)
    .execute()
}

/** Of what was mined, whatever it did: a cancellation has its fee too. */
async function feeOf(tx: Tx, { companyId, id }: SettledTransaction): Promise<bigint> {
  const row = await tx
    .selectFrom('chain_transactions')
    .select('fee_paid')
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.fee_paid ?? 0n
}

async function lockByAddress(
  tx: Tx,
  at: { companyId: string; chain: string; address: string },
): Promise<TreasuryWallet> {
  return tx
    .selectFrom('treasury_wallets')
    .selectAll()
    .where('company_id', '=', at.companyId)
    .where('chain', '=', at.chain)
    .where('address', '=', at.address)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
}
