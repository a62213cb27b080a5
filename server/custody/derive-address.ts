import { sql } from 'kysely'
import type { Tx } from '../kernel/database.ts'
import { type KeyRole, keyBranch } from './derivation.ts'

export interface NewAddress {
  readonly keyPath: string
  /** As emitted: checksummed. */
  readonly address: string
}

/**
 * Takes the company's next unused index for this chain and role. The counter row stays locked until the caller's commit,
 * so derive late in a transaction; a rolled-back one leaves no gap.
 */
export async function deriveAddress(
  tx: Tx,
  vault: { address(keyPath: string): string },
  owner: { companyId: string; companyNumber: number; chain: string; role: KeyRole },
): Promise<NewAddress> {
  if (owner.companyNumber < 1) throw new Error('Company number 0 belongs to the platform')
  const branch = keyBranch(owner.chain, owner.role)
  const { next_index } = await tx
    .insertInto('derivation_counters')
    .values({ company_id: owner.companyId, branch, next_index: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['company_id', 'branch'])
        .doUpdateSet({ next_index: sql<number>`derivation_counters.next_index + 1` }),
    )
    .returning('next_index')
    .executeTakeFirstOrThrow()
  const keyPath = `m/44'/60'/${owner.companyNumber}'/${branch}/${next_index - 1}`
  return { keyPath, address: vault.address(keyPath) }
}
