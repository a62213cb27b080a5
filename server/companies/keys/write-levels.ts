import type { Tx } from '../../kernel/database.ts'
import { type Levels, OPERATIONS } from './api-key.ts'

/** Sets a key's levels. They count from the next call on. */
export async function writeLevels(tx: Tx, companyId: string, keyId: string, levels: Levels): Promise<void> {
  for (const operation of OPERATIONS) {
    await tx
      .updateTable('api_key_levels')
      .set({ level: levels[operation] })
      .where('company_id', '=', companyId)
      .where('key_id', '=', keyId)
      .where('operation', '=', operation)
      .where('level', '<>', levels[operation])
      .execute()
  }
}
