import { sql } from 'kysely'
import type { Token } from '../../chains/types.ts'
import type { DepositCredit } from '../../deposits/types.ts'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { checkReceiver } from '../../holdings/order.ts'
import { inTransaction, type Tx } from '../../kernel/database.ts'
import { refusalText } from '../../kernel/http/answer.ts'
import { newId } from '../../kernel/ids.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { isUsable } from '../../policies/allowed-address.ts'
import type { WalletDeps } from '../deps.ts'
import { writeMovements } from '../movement.ts'
import { payOutside } from '../pay-outside.ts'
import { lockVirtualWallets } from '../virtual-wallet.ts'
import { unitsToMove } from './automatic-transfers.ts'
import { readRule } from './read-rule.ts'

export interface AutomaticPaymentDeps
  extends Pick<WalletDeps, 'db' | 'chains' | 'tokens' | 'clock' | 'log' | 'sender'> {
  readonly node: Pick<Node, 'leads'>
}

const LOOK_EVERY_MS = 1_000
const BATCH_MAX = 100

/** Writes down what the rules send to addresses for these deposits, as the rules are now: it is paid when their sweeps are mined. */
export async function planAutomaticPayments(
  tx: Tx,
  companyId: string,
  credits: readonly DepositCredit[],
  now: Date,
): Promise<void> {
  for (const [chain, ofChain] of Map.groupBy(credits, ({ token }) => token.chain)) {
    const rule = await readRule(tx, companyId, chain)
    for (const transfer of rule.automatic_transfers)
      for (const { deposit, token } of ofChain) {
        const units = unitsToMove(transfer, deposit, token)
        if (units === 0n || transfer.to_address == null) continue
        await tx
          .insertInto('automatic_payments')
          .values({
            company_id: companyId,
            deposit_id: deposit.id,
            rule_id: transfer.id,
            wallet_id: deposit.wallet_id,
            chain,
            token_address: token.address,
            to_address: transfer.to_address,
            amount: units,
            set_by: transfer.set_by,
            created_at: now,
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }
  }
}

/** Makes the payments whose deposits have been swept. Each is made once, or recorded as FAILED once. */
export function startAutomaticPayments(deps: AutomaticPaymentDeps): Loop {
  return startLoop({
    name: 'automatic payments',
    everyMs: LOOK_EVERY_MS,
    log: deps.log,
    run: async () => (await deps.node.leads('automatic payments')) && payDue(deps),
  })
}

interface Due {
  readonly company_id: string
  readonly deposit_id: string
  readonly rule_id: string
}

async function payDue(deps: AutomaticPaymentDeps): Promise<boolean> {
  const { rows } = await sql<Due>`
    SELECT a.company_id, a.deposit_id, a.rule_id FROM automatic_payments a
    JOIN deposits d ON d.company_id = a.company_id AND d.id = a.deposit_id
    WHERE a.done_at IS NULL AND (d.sweep_block_number IS NOT NULL OR d.status = 'REVERTED')
    ORDER BY a.created_at LIMIT ${BATCH_MAX}`.execute(deps.db)
  let failed = 0
  for (const due of rows) {
    try {
      const sent = await inTransaction(deps.db, (tx) => payOne(tx, deps, due))
      if (sent !== null) await deps.sender.drive(due.company_id, sent)
    } catch (error) {
      // One that fails must not hold up those of other companies.
      failed += 1
      deps.log.error({ err: error, ...due }, 'automatic payment not made; tried again')
    }
  }
  return rows.length === BATCH_MAX && failed === 0
}

/** @returns the payment to send now; null: there is none, or people decide first. */
async function payOne(tx: Tx, deps: AutomaticPaymentDeps, due: Due): Promise<string | null> {
  const now = deps.clock.now()
  const row = await tx
    .updateTable('automatic_payments')
    .set({ done_at: now })
    .where('company_id', '=', due.company_id)
    .where('deposit_id', '=', due.deposit_id)
    .where('rule_id', '=', due.rule_id)
    .where('done_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return null
  const { status } = await tx
    .selectFrom('deposits')
    .select('status')
    .where('company_id', '=', row.company_id)
    .where('id', '=', row.deposit_id)
    .executeTakeFirstOrThrow()
  if (status === 'REVERTED') return null
  const token = await deps.tokens.findEver(tx, row.company_id, row.chain, row.token_address)
  if (token === null) throw new Error(`Deposit ${row.deposit_id} is of a token that the company never had`)
  const paymentId = newId()
  const paid = await pay(tx, deps, { ...row, paymentId, token, now })
  if (!isRefusal(paid)) return paid.waits ? null : paymentId
  await writeMovements(tx, [
    {
      companyId: row.company_id,
      walletId: row.wallet_id,
      operation: 'WITHDRAWAL',
      operationId: null,
      status: 'FAILED',
      token,
      units: row.amount,
      hash: null,
      subjectId: null,
      data: { to_wallet_address: row.to_address, reason: refusalText(paid) },
      at: now,
    },
  ])
  return null
}

interface Planned {
  readonly company_id: string
  readonly rule_id: string
  readonly set_by: string
  readonly wallet_id: string
  readonly chain: string
  readonly to_address: string
  readonly amount: bigint
  readonly paymentId: string
  readonly token: Token
  readonly now: Date
}

/** As a withdrawal that somebody asked for: the list, the receiver, the policies and the balances are looked at now. */
async function pay(
  tx: Tx,
  deps: AutomaticPaymentDeps,
  planned: Planned,
): Promise<{ waits: boolean } | Refusal> {
  const { company_id: companyId, chain, to_address: address, token, now } = planned
  const wallet = (await lockVirtualWallets(tx, companyId, [planned.wallet_id])).get(planned.wallet_id)
  if (wallet === undefined) return refuse('WALLET_NOT_FOUND')
  if (!wallet.enabled) return refuse('WALLET_DISABLED')
  const toAddress = await checkReceiver(tx, deps, wallet, address)
  if (isRefusal(toAddress)) return toAddress
  if (!(await isUsable(tx, { companyId, chain, address: toAddress }, now)))
    return refuse('POLICY_REFUSED', {
      name: 'automatic transfer',
      reason: 'the destination is not an allowed address',
    })
  const holding = await findHoldingWallet(tx, companyId, chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Wallet ${wallet.id} has no holding wallet`)
  return payOutside(tx, {
    paymentId: planned.paymentId,
    wallet,
    holding,
    token,
    toAddress,
    units: planned.amount,
    operation: 'WITHDRAWAL',
    requestedBy: `rule:${planned.rule_id} ${planned.set_by}`,
    at: now,
  })
}
