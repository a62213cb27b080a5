import type { Clock } from '../kernel/clock.ts'
import type { Database, Reader } from '../kernel/database.ts'
import type { Logger } from '../kernel/log.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { PartnerRoom } from '../partner/create-partner.ts'

/** What the app gives to this room. */
export interface ClientDeps {
  readonly db: Database
  readonly clock: Clock
  readonly log: Logger
  readonly sealer: Sealer
  readonly partner: Pick<PartnerRoom, 'partner' | 'on'>
  /** Given by the ramps, which stand above. */
  readonly hasOpenRamps: (
    reader: Reader,
    companyId: string,
    by: { readonly clientId: string },
  ) => Promise<boolean>
  /** The sandbox's: its partner approves whom the operator has made active. */
  readonly approveCustomer?: ((customerId: string) => Promise<void>) | undefined
}
