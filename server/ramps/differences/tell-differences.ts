import { sql } from 'kysely'
import { alertEvent } from '../../alerts/alert-event.ts'
import type { Tx } from '../../kernel/database.ts'
import { moneyToText } from '../../kernel/money.ts'
import type { PartnerTransfer } from '../../partner/partner.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import type { StepDeps } from '../deps.ts'
import type { Ramp } from '../ramp.ts'
import { type Difference, type DifferenceKind, differencesOf } from './difference.ts'

/** Compares a ramp with the partner's transfer as it was just heard. What is new is told, once; what is over is closed. Nothing is repaired. */
export async function compareWithPartner(
  tx: Tx,
  deps: Pick<StepDeps, 'tokens' | 'log'>,
  ramp: Ramp,
  view: PartnerTransfer,
  at: Date,
): Promise<void> {
  const token = await deps.tokens.findEver(tx, ramp.company_id, ramp.chain, ramp.token_address)
  const found = differencesOf(ramp, view, { tokenDecimals: token?.decimals ?? 0, now: at })
  for (const difference of found)
    await tellDifference(tx, deps, { ramp, transferId: view.id, difference, at })
  await closeOthers(
    tx,
    view.id,
    found.map(({ kind }) => kind),
    at,
  )
}

/** Written down, logged and told to the company in one commit; nothing when it is known already. */
export async function tellDifference(
  tx: Tx,
  { tokens, log }: Pick<StepDeps, 'tokens' | 'log'>,
  {
    ramp,
    transferId,
    difference,
    at,
  }: {
    /** Null: the transfer belongs to no ramp; then only the operator is told, by log and metric. */
    readonly ramp: Ramp | null
    readonly transferId: string
    readonly difference: Difference
    readonly at: Date
  },
): Promise<void> {
  const { kind, ours, theirs } = difference
  const { rows } = await sql`
    INSERT INTO partner_differences (transfer_id, kind, company_id, ramp_id, ours, theirs, found_at)
    VALUES (${transferId}, ${kind}, ${ramp?.company_id ?? null}, ${ramp?.id ?? null}, ${ours}, ${theirs}, ${at})
    ON CONFLICT (transfer_id, kind) DO UPDATE
      SET ours = excluded.ours, theirs = excluded.theirs, found_at = excluded.found_at, gone_at = NULL
      WHERE partner_differences.gone_at IS NOT NULL
    RETURNING kind`.execute(tx)
  if (rows.length === 0) return
  log.warn(
    { company: ramp?.company_id, ramp: ramp?.id, transferId, kind, ours, theirs },
    'the partner and our books do not agree',
  )
  if (ramp === null) return
  const token = await tokens.findEver(tx, ramp.company_id, ramp.chain, ramp.token_address)
  const units = (ramp.type === 'RAMP_ON' ? ramp.final_amount : ramp.origin_amount) ?? ramp.quoted_amount
  await writeEvents(tx, [
    alertEvent({
      companyId: ramp.company_id,
      product: 'virtual_wallets',
      type: 'PARTNER_DIFFERENCE',
      chain: ramp.chain,
      walletId: ramp.wallet_id,
      tokenAddress: ramp.token_address,
      value: token === null ? units.toString() : moneyToText({ asset: token, units }),
      threshold: null,
      depositId: null,
      more: { ramp_id: ramp.id, difference: { kind, ours, theirs } },
      at,
    }),
  ])
}

async function closeOthers(
  tx: Tx,
  transferId: string,
  kinds: readonly DifferenceKind[],
  at: Date,
): Promise<void> {
  await tx
    .updateTable('partner_differences')
    .set({ gone_at: at })
    .where('transfer_id', '=', transferId)
    .where('gone_at', 'is', null)
    .$if(kinds.length > 0, (query) => query.where('kind', 'not in', [...kinds]))
    .execute()
}
