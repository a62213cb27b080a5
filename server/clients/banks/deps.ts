import type { Database, Reader } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Partner } from '../../partner/partner.ts'

export interface BankDeps {
  readonly db: Database
  readonly sealer: Sealer
  readonly log: Logger
  /** Null: none is set up. */
  readonly partner: Partner | null
  /** Of the ramps, which stand above. */
  readonly hasOpenRamps: (
    reader: Reader,
    companyId: string,
    by: { readonly bankAccountId: string },
  ) => Promise<boolean>
}
