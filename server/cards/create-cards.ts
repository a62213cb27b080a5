import type { PoolCounts } from '../companies/contract.ts'
import type { Config } from '../kernel/config.ts'
import type { Route } from '../kernel/http/route.ts'
import type { Logger } from '../kernel/log.ts'
import type { Loop } from '../kernel/loop.ts'
import type { Node } from '../kernel/node.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { createAuthorizer } from './authorization/authorizer.ts'
import { startBackTests } from './controls/back-tests/start-back-tests.ts'
import { controlsRoutes } from './controls/routes.ts'
import type { FundingDeps } from './funding/deps.ts'
import { fundingRoutes } from './funding/routes.ts'
import type { IssuingDeps } from './issuing/deps.ts'
import { countUsedCards } from './issuing/pool.ts'
import { issuingRoutes } from './issuing/routes.ts'
import { createLifecycle } from './lifecycle/lifecycle.ts'
import { openLookUpPool } from './network/look-up.ts'
import { networkRoutes } from './network/routes.ts'
import { reportingRoutes } from './reporting/routes.ts'
import { createThreeDs } from './three-ds/create-three-ds.ts'
import { threeDsRoutes } from './three-ds/routes.ts'

export interface CardsDeps extends Omit<FundingDeps, 'config'>, Omit<IssuingDeps, 'config' | 'tokens'> {
  readonly config: Config
  readonly sealer: Sealer
  readonly node: Pick<Node, 'leads'>
  readonly log: Logger
}

export interface Cards {
  readonly routes: readonly Route[]
  readonly pools: PoolCounts
  start(): Loop[]
  /** When no more calls come: finishes what is under way. */
  stop(): Promise<void>
}

/** The cards product: its calls, the card network's side of the wire, and what goes on in the background. */
export function createCards(deps: CardsDeps): Cards {
  const { config, log } = deps
  const authorizer = createAuthorizer(deps)
  const lifecycle = createLifecycle({ ...deps, askCompany: authorizer.askCompany })
  const threeDs = createThreeDs(deps)
  const lookUpPool = openLookUpPool(config.databaseUrl, (error) =>
    log.warn({ err: error }, 'an idle database connection failed'),
  )
  return {
    routes: [
      ...issuingRoutes(deps),
      ...controlsRoutes(deps),
      ...fundingRoutes(deps),
      ...reportingRoutes(deps),
      ...threeDsRoutes(deps),
      ...networkRoutes({ ...deps, authorizer, lifecycle, threeDs, lookUpPool }),
    ],
    pools: { virtual_cards: countUsedCards },
    start: () => [...authorizer.start(), ...lifecycle.start(), ...threeDs.start(), startBackTests(deps)],
    async stop() {
      await authorizer.stop()
      await lookUpPool.end()
    },
  }
}
