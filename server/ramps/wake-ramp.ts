import type { RampDeps } from './deps.ts'

/** The partner says that a transfer may have changed: its ramp is looked at. @returns whether it is one of ours. */
export async function wakeRamp({ db }: Pick<RampDeps, 'db'>, transferId: string): Promise<boolean> {
  const entry = await db
    .selectFrom('ramp_directory')
    .select(['company_id', 'ramp_id'])
    .where('transfer_id', '=', transferId)
    .executeTakeFirst()
  if (entry === undefined) return false
  await db
    .updateTable('ramps')
    .set({ look_at: new Date() })
    .where('company_id', '=', entry.company_id)
    .where('id', '=', entry.ramp_id)
    .execute()
  return true
}
