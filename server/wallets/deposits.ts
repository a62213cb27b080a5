import { sql } from 'kysely'
import { findChain } from '../chains/name.ts'
import type { Token } from '../chains/types.ts'
import type { Deposit, DepositCredit, DepositProduct, DepositRevert } from '../deposits/types.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import type { Config } from '../kernel/config.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { book } from '../ledger/book.ts'
import { lockAccounts } from '../ledger/lock.ts'
import type { AccountRef, NewTransfer } from '../ledger/types.ts'
import { writeEvents } from '../webhooks/write-events.ts'
import { virtualBalance } from './balances.ts'
import { WALLET_BOOKS } from './deposit-books.ts'
import type { WalletDeps } from './deps.ts'
import { depositEvent, depositRevertedEvent } from './events.ts'
import { type MovementStatus, writeMovements } from './movement.ts'
import { planAutomaticPayments } from './rules/automatic-payments.ts'
import { planAutomaticTransfers, runAutomaticTransfers } from './rules/automatic-transfers.ts'
import { largeDepositAlerts } from './rules/large-deposit.ts'
import { lockVirtualWallets, type VirtualWallet } from './virtual-wallet.ts'

type Deps = Pick<WalletDeps, 'tokens'>
type ProductDeps = Deps &
  Pick<WalletDeps, 'chains' | 'vault'> & { readonly config: Pick<Config, 'minimumDepositMicroUsd'> }

/** What a deposit means to a virtual wallet: movements, virtual balance, events and the rules that fire. */
export function walletDeposits(deps: ProductDeps): DepositProduct {
  return {
    books: WALLET_BOOKS,
    minimumMicroUsd: deps.config.minimumDepositMicroUsd,
    accepts: (token) => !deps.tokens.isNative(token),
    // What a deposit address is given for its sweep (TRON).
    ignores: (chainName, { from }) =>
      from === gasAccount(findChain(deps.chains, chainName), deps.vault).address,
    holdingTakesDeposits: false,
    detected: (tx, deposits) => recordDetected(tx, deps, deposits),
    credit: (tx, credits, now) => creditDeposits(tx, credits, now),
    revert: (tx, reverts, now) => revertDeposits(tx, deps, reverts, now),
  }
}

async function recordDetected(tx: Tx, deps: Deps, deposits: readonly Deposit[]): Promise<void> {
  const movements = []
  for (const deposit of deposits)
    movements.push({
      companyId: deposit.company_id,
      walletId: deposit.wallet_id,
      operation: 'DEPOSIT' as const,
      operationId: deposit.operation_id,
      status: 'PENDING' as const,
      token: await tokenOf(tx, deps, deposit),
      units: deposit.amount,
      hash: deposit.tx_hash,
      subjectId: deposit.id,
      data: { from_wallet_address: deposit.from_address, deposit_id: deposit.id },
      at: deposit.created_at,
    })
  await writeMovements(tx, movements)
}

async function creditDeposits(tx: Tx, credits: readonly DepositCredit[], now: Date): Promise<void> {
  const [first] = credits
  if (first === undefined) return
  const companyId = first.deposit.company_id
  const planned = await planAutomaticTransfers(tx, companyId, credits)
  const wallets = await lockVirtualWallets(tx, companyId, [
    ...credits.map(({ deposit }) => deposit.wallet_id),
    ...planned.map(({ toWalletId }) => toWalletId),
  ])
  // Automatic transfers book after the credits: all accounts are locked at once, in the one order.
  await lockAccounts(tx, companyId, [
    ...credits.flatMap((credit) => [sourceOf(credit), ownerOf(credit.deposit, credit.token)]),
    ...planned.map(({ toWalletId, token }) => virtualBalance(toWalletId, token.id)),
  ])
  const newIds = await moveOn(
    tx,
    companyId,
    credits.map(({ deposit }) => deposit.id),
    ['PENDING'],
    'COMPLETED',
  )
  const fresh = credits.filter(({ deposit }) => newIds.has(deposit.id))
  await bookAll(tx, companyId, fresh.map(creditTransfer), now)
  await writeEvents(
    tx,
    fresh.map(({ deposit, token }) => depositEvent(eventFacts(wallets, deposit, token, now))),
  )
  await runAutomaticTransfers(
    tx,
    planned.filter(({ deposit }) => newIds.has(deposit.id)),
    wallets,
    now,
  )
  await planAutomaticPayments(tx, companyId, fresh, now)
  await writeEvents(tx, await largeDepositAlerts(tx, companyId, fresh, now))
}

async function revertDeposits(
  tx: Tx,
  deps: Deps,
  reverts: readonly DepositRevert[],
  now: Date,
): Promise<void> {
  const [first] = reverts
  if (first === undefined) return
  const companyId = first.deposit.company_id
  const wallets = await lockVirtualWallets(
    tx,
    companyId,
    reverts.map(({ deposit }) => deposit.wallet_id),
  )
  const ids = reverts.map(({ deposit }) => deposit.id)
  const newIds = await moveOn(tx, companyId, ids, ['PENDING', 'COMPLETED'], 'FAILED')
  const takenBack: { deposit: Deposit; token: Token }[] = []
  for (const { deposit, token } of reverts)
    if (deposit.credited && newIds.has(deposit.id))
      takenBack.push({ deposit, token: token ?? (await tokenOf(tx, deps, deposit)) })
  await bookAll(
    tx,
    companyId,
    takenBack.map(({ deposit, token }) => revertTransfer(deposit, token)),
    now,
  )
  await writeMovements(
    tx,
    takenBack.map(({ deposit, token }) => ({
      companyId,
      walletId: deposit.wallet_id,
      operation: 'DEPOSIT_REVERTED' as const,
      operationId: deposit.id,
      status: 'COMPLETED' as const,
      token,
      units: deposit.amount,
      hash: deposit.tx_hash,
      subjectId: deposit.id,
      data: { deposit_id: deposit.id },
      at: now,
    })),
  )
  await writeEvents(
    tx,
    takenBack.map(({ deposit, token }) =>
      depositRevertedEvent({
        ...eventFacts(wallets, deposit, token, now),
        operationId: deposit.id,
        depositId: deposit.id,
      }),
    ),
  )
}

/** Moves the deposits' movements on. @returns the deposits whose movement was moved: told twice, it is so once. */
async function moveOn(
  tx: Tx,
  companyId: string,
  depositIds: readonly string[],
  from: readonly MovementStatus[],
  to: MovementStatus,
): Promise<Set<string>> {
  const { rows } = await sql<{ subject_id: string }>`
    UPDATE movements SET status = ${to}
    WHERE company_id = ${companyId} AND subject_id = ANY(${depositIds}::uuid[])
      AND operation = 'DEPOSIT' AND status = ANY(${from}::text[])
    RETURNING subject_id`.execute(tx)
  return new Set(rows.map((row) => row.subject_id))
}

async function bookAll(tx: Tx, companyId: string, transfers: NewTransfer[], now: Date): Promise<void> {
  const booking = await book(tx, companyId, transfers, now)
  if (!booking.booked)
    throw new Error(`Deposit ${transfers[booking.index]?.subjectId} was not booked: ${booking.problem}`)
}

function creditTransfer(credit: DepositCredit): NewTransfer {
  const { deposit, token } = credit
  return {
    type: 'POST',
    id: derivedId('deposit_credited', deposit.id),
    debit: sourceOf(credit),
    credit: ownerOf(deposit, token),
    amount: deposit.amount,
    reason: 'deposit',
    subjectId: deposit.id,
  }
}

/** The tokens have left the chain whatever was done with them meanwhile: the balance may go below zero. */
function revertTransfer(deposit: Deposit, token: Token): NewTransfer {
  return {
    type: 'POST',
    id: derivedId('deposit_taken_back', deposit.id),
    debit: ownerOf(deposit, token),
    credit: { code: 'UNSWEPT', ownerId: deposit.company_id, assetId: token.id },
    amount: deposit.amount,
    reason: 'deposit_reverted',
    subjectId: deposit.id,
    overdraw: true,
  }
}

function sourceOf({ deposit, token, source }: DepositCredit): AccountRef {
  return { code: source, ownerId: deposit.company_id, assetId: token.id }
}

function ownerOf(deposit: Deposit, token: Token): AccountRef {
  return virtualBalance(deposit.wallet_id, token.id)
}

function eventFacts(wallets: ReadonlyMap<string, VirtualWallet>, deposit: Deposit, token: Token, now: Date) {
  const wallet = wallets.get(deposit.wallet_id)
  if (wallet === undefined) throw new Error(`Deposit ${deposit.id} is of a deleted wallet`)
  return {
    wallet,
    operationId: deposit.operation_id,
    hash: deposit.tx_hash,
    fromAddress: deposit.from_address,
    token,
    units: deposit.amount,
    createdAt: deposit.created_at,
    at: now,
  }
}

async function tokenOf(tx: Tx, deps: Deps, deposit: Deposit): Promise<Token> {
  const token = await deps.tokens.findEver(tx, deposit.company_id, deposit.chain, deposit.token_address)
  if (token === null) throw new Error(`Deposit ${deposit.id} is of a token that the company never had`)
  return token
}
