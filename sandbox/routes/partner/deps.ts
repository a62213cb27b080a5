import type { PartnerSimulator } from '../../partner/simulator.ts'
import type { OperatedPlatform } from '../operator.ts'

export interface PartnerRoutesDeps {
  readonly partner: Pick<PartnerSimulator, 'decideCustomer' | 'moveTransfer'>
  /** Known once the platform listens. */
  readonly platform: () => OperatedPlatform
}
