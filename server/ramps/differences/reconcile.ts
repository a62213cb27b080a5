import { inTransaction } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import { type Partner, PartnerError, type PartnerTransfer } from '../../partner/partner.ts'
import type { RampDeps } from '../deps.ts'
import { hearTransfer } from '../hear-transfer.ts'
import { lockRamp, type RampKey } from '../ramp.ts'
import { showDifferences } from './metrics.ts'
import { tellDifference } from './tell-differences.ts'

const EVERY_MS = 600_000
/** Looked at again each time: what changed while the last pages were read, and clocks that differ. */
const OVERLAP_MS = 3_600_000
/** Before the first comparison. */
const FIRST_LOOK_MS = 30 * 86_400_000

/**
 * Compares the partner's records with ours: every transfer that has changed since the last time is heard as if the partner had told of it,
 * and where the two then do not agree that is written down and told. Transfers that belong to nothing of ours are found too.
 */
export function startReconciliation(deps: RampDeps): Loop {
  return startLoop({
    name: 'partner reconciliation',
    everyMs: EVERY_MS,
    log: deps.log,
    async run() {
      const { partner, node } = deps
      if (partner === null || !(await node.leads('partner reconciliation'))) return false
      try {
        await reconcile(deps, partner)
      } catch (error) {
        if (!(error instanceof PartnerError)) throw error
        deps.log.warn({ problem: error.message }, 'the partner could not be compared with; tried again')
      }
      await showDifferences(deps.db)
      return false
    },
  })
}

export async function reconcile(deps: RampDeps, partner: Partner): Promise<void> {
  const begun = deps.clock.now()
  const cursor = await deps.db.selectFrom('partner_cursor').select('through').executeTakeFirst()
  const after = cursor === undefined ? begun.getTime() - FIRST_LOOK_MS : cursor.through.getTime() - OVERLAP_MS
  let newest = cursor?.through ?? null
  for await (const transfer of partner.listTransfers({ updatedAfter: new Date(after) })) {
    // One that fails must not hide those behind it.
    await compare(deps, transfer).catch((error: unknown) =>
      deps.log.error({ err: error, transferId: transfer.id }, 'transfer not compared; tried again'),
    )
    if (newest === null || transfer.updatedAt > newest) newest = transfer.updatedAt
  }
  // The partner's own times: its clock is the one that orders them.
  if (newest === null) return
  await deps.db
    .insertInto('partner_cursor')
    .values({ through: newest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ through: newest }))
    .execute()
}

async function compare(deps: RampDeps, transfer: PartnerTransfer): Promise<void> {
  const owner = await findOwner(deps, transfer)
  if (owner === 'UNKNOWN') {
    const difference = { kind: 'UNKNOWN_TRANSFER', ours: null, theirs: transfer.state } as const
    const at = deps.clock.now()
    return inTransaction(deps.db, (tx) =>
      tellDifference(tx, deps, { ramp: null, transferId: transfer.id, difference, at }),
    )
  }
  if (owner === 'MAKING') return
  if ('left' in owner) return dropAgain(deps, owner.left)
  await inTransaction(
    deps.db,
    async (tx) => void (await hearTransfer(tx, deps, await lockRamp(tx, owner), transfer)),
  )
}

/** MAKING: the answer of its creation is not in yet. `left`: its ramp is over without ever having heard of it. */
async function findOwner(
  { db }: RampDeps,
  { id, clientReferenceId }: PartnerTransfer,
): Promise<RampKey | { readonly left: RampKey } | 'MAKING' | 'UNKNOWN'> {
  const bound = await db
    .selectFrom('ramp_directory')
    .select(['company_id', 'ramp_id'])
    .where('transfer_id', '=', id)
    .executeTakeFirst()
  if (bound !== undefined) return { companyId: bound.company_id, id: bound.ramp_id }
  if (clientReferenceId === null || !isId(clientReferenceId)) return 'UNKNOWN'
  const named = await db
    .selectFrom('ramps')
    .select(['company_id', 'id', 'partner_transfer_id', 'state', 'given_back'])
    .where('id', '=', clientReferenceId)
    .executeTakeFirst()
  // One that has a transfer already has no second one.
  if (named === undefined || named.partner_transfer_id !== null) return 'UNKNOWN'
  const isOver = named.state === 'UNDONE' || named.given_back
  return isOver ? { left: { companyId: named.company_id, id: named.id } } : 'MAKING'
}

/** Its creation reached the partner long after it was given up. */
async function dropAgain({ db }: RampDeps, { companyId, id }: RampKey): Promise<void> {
  await db
    .updateTable('ramps')
    .set({ drop_transfer: true, look_at: new Date() })
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .execute()
}
