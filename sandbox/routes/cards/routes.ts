import type { Route } from '../../../server/kernel/http/route.ts'
import type { Logger } from '../../../server/kernel/log.ts'
import type { SandboxClock } from '../../clock.ts'
import { openJournal } from '../../journal.ts'
import { createCardholders } from '../../network/cardholders.ts'
import { openPurchases } from '../../network/purchases.ts'
import type { OutsideServer } from '../../network/server.ts'
import type { NetworkKey } from '../../network/sign.ts'
import { createNetworkSimulator } from '../../network/simulator.ts'
import type { CallableRoute } from '../../scenarios/call-route.ts'
import { createScenarioRunner } from '../../scenarios/runner.ts'
import type { Scenario } from '../../scenarios/scenario.ts'
import { scriptCompanyEndpoint } from './company-endpoint.ts'
import { MESSAGE_CALLS } from './message-calls.ts'
import { networkRoute } from './network-call.ts'
import { postboxRoutes } from './postboxes.ts'
import { scenarioRoutes } from './scenarios.ts'
import { type SettleDeps, settleCards } from './settle.ts'
import { SIMULATE_CALLS } from './simulate-calls.ts'

export interface SandboxNetworkDeps extends SettleDeps {
  readonly clock: SandboxClock
  readonly log: Logger
  /** Shared with the platform. */
  readonly key: NetworkKey
  readonly outside: OutsideServer
  /** Where the processor's memory and the scenarios outlive a restart; null: nowhere. */
  readonly files: { readonly purchases: string | null; readonly scenarios: string | null }
  /** The sandbox's calls that have nothing to do with cards: scenarios make them too. */
  readonly tools: readonly CallableRoute[]
}

export interface SandboxNetwork {
  readonly routes: readonly Route[]
  /** Ends scenarios under way. Before the platform stops: they call it. */
  stop(): Promise<void>
}

const SCENARIOS_MAX = 100

/** The outside world of cards, and the calls that move it (contract, cards §12). */
export function createSandboxNetwork(deps: SandboxNetworkDeps): SandboxNetwork {
  const { platform, key, outside, files } = deps
  const simulator = createNetworkSimulator({
    connection: () => ({ url: `${platform().url}/network/v1/messages`, key }),
    purchases: openPurchases(files.purchases),
    pins: outside.pins,
    cardholders: createCardholders(outside.sms),
  })
  const networkCalls = [...SIMULATE_CALLS, ...MESSAGE_CALLS]
  const others = [scriptCompanyEndpoint(outside), settleCards(deps), ...postboxRoutes(outside)]
  const scenarios = createScenarioRunner({
    ...deps,
    db: () => platform().db,
    simulator,
    networkCalls,
    routes: [...deps.tools, ...others],
    journal: openJournal<Scenario>(files.scenarios, SCENARIOS_MAX),
  })
  return {
    routes: [
      ...networkCalls.map((call) => networkRoute(call, simulator)),
      ...others,
      ...scenarioRoutes({ scenarios }),
    ],
    stop: () => scenarios.stop(),
  }
}
