import type { Route } from '../kernel/http/route.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import {
  addAllowedAddressRoute,
  listAllowedAddressesRoute,
  removeAllowedAddressRoute,
} from './allowed-address-routes.ts'
import { decideApprovalRoute } from './decide-approval.ts'
import type { PoliciesDeps } from './deps.ts'
import { expireApprovals, forceDueDrafts } from './end-due.ts'
import { listApprovalsRoute } from './list-approvals.ts'
import { getPoliciesRoute, putPoliciesRoute } from './policy-routes.ts'

export interface Policies {
  readonly routes: Route[]
  start(): Loop[]
}

const LOOK_EVERY_MS = 1_000

/** What stands before every outgoing payment: policies, the list of allowed addresses, and people who approve. */
export function createPolicies(deps: PoliciesDeps): Policies {
  return {
    routes: [
      getPoliciesRoute,
      putPoliciesRoute(deps),
      listAllowedAddressesRoute,
      addAllowedAddressRoute(deps),
      removeAllowedAddressRoute,
      listApprovalsRoute(deps),
      decideApprovalRoute(deps),
    ],
    start: () => [
      startLoop({
        name: 'approvals',
        everyMs: LOOK_EVERY_MS,
        log: deps.log,
        async run() {
          if (!(await deps.node.leads('approvals'))) return false
          // In this order: after a long standstill a draft whose day was over counts, and does not expire.
          await forceDueDrafts(deps)
          return expireApprovals(deps)
        },
      }),
    ],
  }
}
