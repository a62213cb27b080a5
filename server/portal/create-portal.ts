import type { Route } from '../kernel/http/route.ts'
import type { Site } from '../kernel/http/site.ts'
import type { PortalDeps } from './deps.ts'
import { showAboutRoute } from './show-about.ts'
import { createSite } from './site/site.ts'

export interface Portal {
  readonly routes: readonly Route[]
  readonly site: Site
}

/** What the web portal needs beside the calls of the contract. */
export function createPortal(deps: PortalDeps): Portal {
  return { routes: [showAboutRoute(deps)], site: createSite(deps) }
}
