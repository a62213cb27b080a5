import type { Route } from '../../kernel/http/route.ts'
import type { NetworkDeps } from './deps.ts'
import { receiveMessage } from './receive-message.ts'

/** The card network's side of the wire. */
export function networkRoutes(deps: NetworkDeps): Route[] {
  return [receiveMessage(deps)]
}
