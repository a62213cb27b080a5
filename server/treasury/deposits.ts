import { findChain } from '../chains/name.ts'
import type { Token } from '../chains/types.ts'
import type { Deposit, DepositCredit, DepositProduct, DepositRevert } from '../deposits/types.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import type { Tx } from '../kernel/database.ts'
import { book } from '../ledger/book.ts'
import type { NewTransfer } from '../ledger/types.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { creditDeposit, TREASURY_BOOKS, takeBackDeposit } from './books.ts'
import type { TreasuryDeps } from './deps.ts'
import { depositEvent, depositRevertedEvent } from './events.ts'
import { moveOn, writeMovements } from './movement.ts'
import { lockWallets, type TreasuryWallet } from './wallet.ts'

type Deps = Pick<TreasuryDeps, 'tokens' | 'chains' | 'vault' | 'config'>

/** What a deposit means to a wallet of the company itself: a movement and an event. Coin counts, but not the platform's own gas. */
export function treasuryDeposits(deps: Deps): DepositProduct {
  return {
    books: TREASURY_BOOKS,
    minimumMicroUsd: deps.config.minimumDepositMicroUsd,
    accepts: () => true,
    ignores: (chainName, { from }) =>
      from === gasAccount(findChain(deps.chains, chainName), deps.vault).address,
    holdingTakesDeposits: true,
    // A deposit below the minimum has no movement, so there is none before it is credited.
    detected: async () => {},
    credit: creditDeposits,
    revert: (tx, reverts, now) => revertDeposits(tx, deps, reverts, now),
  }
}

async function creditDeposits(tx: Tx, credits: readonly DepositCredit[], now: Date): Promise<void> {
  const [first] = credits
  if (first === undefined) return
  const companyId = first.deposit.company_id
  const wallets = await lockWalletsOf(tx, companyId, credits)
  const fresh = await writeMovements(
    tx,
    credits.map(({ deposit, token }) => ({
      companyId,
      walletId: deposit.wallet_id,
      operation: 'DEPOSIT' as const,
      operationId: deposit.operation_id,
      status: 'COMPLETED' as const,
      token,
      units: deposit.amount,
      hash: deposit.tx_hash,
      subjectId: deposit.id,
      data: { from_wallet_address: deposit.from_address },
      at: now,
    })),
  )
  const own = credits.filter(({ deposit }) => fresh.has(deposit.id))
  await bookAll(
    tx,
    companyId,
    own.map(({ deposit, token, source }) => creditDeposit(subjectOf(deposit, token), sourceOf(source))),
    now,
  )
  await writeEvents(
    tx,
    own.map(({ deposit, token }) =>
      depositEvent({ wallet: walletOf(wallets, deposit), deposit, token, at: now }),
    ),
  )
}

async function revertDeposits(
  tx: Tx,
  deps: Deps,
  reverts: readonly DepositRevert[],
  now: Date,
): Promise<void> {
  const [first] = reverts
  if (first === undefined || !first.deposit.credited) return
  const companyId = first.deposit.company_id
  const wallets = await lockWalletsOf(tx, companyId, reverts)
  const own = []
  for (const { deposit, token } of reverts)
    own.push({ deposit, token: token ?? (await tokenOf(tx, deps, deposit)) })
  for (const { deposit } of own) await moveOn(tx, companyId, deposit.id, { status: 'FAILED' })
  await bookAll(
    tx,
    companyId,
    own.map(({ deposit, token }) => takeBackDeposit(subjectOf(deposit, token))),
    now,
  )
  await writeEvents(
    tx,
    own.map(({ deposit, token }) =>
      depositRevertedEvent({ wallet: walletOf(wallets, deposit), deposit, token, at: now }),
    ),
  )
}

/** Deposits are locked before their wallets; the ledger's accounts come last. */
function lockWalletsOf(tx: Tx, companyId: string, rows: readonly { readonly deposit: Deposit }[]) {
  return lockWallets(
    tx,
    companyId,
    rows.map(({ deposit }) => deposit.wallet_id),
  )
}

function walletOf(wallets: ReadonlyMap<string, TreasuryWallet>, deposit: Deposit): TreasuryWallet {
  const wallet = wallets.get(deposit.wallet_id)
  if (wallet === undefined) throw new Error(`Deposit ${deposit.id} is of no treasury wallet`)
  return wallet
}

function subjectOf(deposit: Deposit, token: Token) {
  return { companyId: deposit.company_id, id: deposit.id, assetId: token.id, units: deposit.amount }
}

function sourceOf(code: DepositCredit['source']): 'TREASURY_TOKENS' | 'TREASURY_UNCREDITED' {
  if (code === 'TREASURY_TOKENS' || code === 'TREASURY_UNCREDITED') return code
  throw new Error(`${code} is no account of treasury`)
}

async function tokenOf(tx: Tx, deps: Deps, deposit: Deposit): Promise<Token> {
  const token = await deps.tokens.findEver(tx, deposit.company_id, deposit.chain, deposit.token_address)
  if (token === null) throw new Error(`Deposit ${deposit.id} is of a token that the company never had`)
  return token
}

async function bookAll(
  tx: Tx,
  companyId: string,
  transfers: readonly NewTransfer[],
  now: Date,
): Promise<void> {
  const booking = await book(tx, companyId, transfers, now)
  if (!booking.booked)
    throw new Error(`Deposit ${transfers[booking.index]?.subjectId} was not booked: ${booking.problem}`)
}
