import type { CallableRoute } from '../../scenarios/call-route.ts'
import { decideClient } from './decide-client.ts'
import { decideProductRequest } from './decide-product-request.ts'
import type { PartnerRoutesDeps } from './deps.ts'
import { moveRamp } from './move-ramp.ts'

/** The calls that make the simulated partner, and who checks clients for it, decide (contract, management §4, active-management §11). */
export function partnerRoutes(deps: PartnerRoutesDeps): CallableRoute[] {
  return [moveRamp(deps), decideClient(deps), decideProductRequest(deps)]
}
