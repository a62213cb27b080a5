import type { Route } from '../kernel/http/route.ts'
import type { Site } from '../kernel/http/site.ts'
import type { Loop } from '../kernel/loop.ts'
import type { PortalDeps } from './deps.ts'
import { listRoutes } from './lists/lists.ts'
import { followEventsRoute } from './live/follow-events.ts'
import { createLive } from './live/live.ts'
import { showOverviewRoute } from './overview/show-overview.ts'
import { showDecisionRoute } from './purchases/show-decision.ts'
import { showAboutRoute } from './show-about.ts'
import { createSite } from './site/site.ts'

export interface Portal {
  readonly routes: readonly Route[]
  readonly site: Site
  start(): Loop[]
  /** Before the server closes: it waits for what is open. */
  stop(): void
}

/** What the web portal needs beside the calls of the contract. */
export function createPortal(deps: PortalDeps): Portal {
  const live = createLive(deps)
  return {
    routes: [
      showAboutRoute(deps),
      followEventsRoute(live),
      showOverviewRoute(deps),
      showDecisionRoute,
      ...listRoutes(deps),
    ],
    site: createSite(deps),
    start: live.start,
    stop: live.stop,
  }
}
