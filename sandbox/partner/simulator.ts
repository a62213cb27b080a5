import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, wallClock } from '../../server/kernel/clock.ts'
import type { Logger } from '../../server/kernel/log.ts'
import { type Loop, startLoop } from '../../server/kernel/loop.ts'
import { readJson, writeJson } from '../files.ts'
import { freePort, PATIENT, portIsFree } from '../processes.ts'
import { accountRoutes } from './accounts/accounts.ts'
import { developerRoutes } from './accounts/developer-account.ts'
import { connectEvm, type EvmPartnerChain } from './chains/evm.ts'
import { followChain } from './chains/follow-chain.ts'
import type { PartnerChain } from './chains/partner-chain.ts'
import { openWallet, type Wallet } from './chains/payments.ts'
import { connectTron, type TronPartnerChain } from './chains/tron.ts'
import { controlRoutes } from './controls/controls.ts'
import { type Decision, decideCustomer } from './controls/decide-customer.ts'
import { customerRoutes } from './customers/customers.ts'
import { type Couriers, startCouriers } from './events/courier.ts'
import { endpointRoutes } from './events/endpoints.ts'
import type { ApiRoute } from './http/route.ts'
import { serveApi, stopServer } from './http/server.ts'
import { pageRoutes } from './pages/pages.ts'
import { rateRoute } from './rates.ts'
import { runTasks } from './run-tasks.ts'
import { cardSessionRoute } from './transfers/card-sessions.ts'
import { moveTransfer, type TransferOrder } from './transfers/move-transfer.ts'
import { returnPolicyRoutes } from './transfers/return-policies.ts'
import type { StepDeps } from './transfers/step.ts'
import { transferRoutes } from './transfers/transfers.ts'
import { openWorld, type World } from './world.ts'

export type PartnerChainOptions = EvmPartnerChain | TronPartnerChain

export interface PartnerSimulatorOptions {
  /** Begins with `sk-test-`. */
  readonly apiKey: string
  /** Where it pays and is paid, each with the key of a wallet that has coin and tokens. */
  readonly chains: readonly PartnerChainOptions[]
  /** Its time runs with this one; the wall clock when absent. */
  readonly clock?: Clock
  /** Ids, rates and faults follow from it; random when absent. What a state file has wins. */
  readonly seed?: string
  /** Null: in memory alone. */
  readonly stateFile?: string | null
  /** Keeps the port, so that the next start has the same URLs where it can. Null: any port. */
  readonly portFile?: string | null
  readonly log: Logger
}

/** The banking partner, on the loopback interface. */
export interface PartnerSimulator {
  /** The API, with its prefix `/v0`. */
  readonly url: string
  readonly apiKey: string
  /** The controls, with their prefix `/_sim`. */
  readonly simUrl: string
  /** Worth printing: the same again gives the same ids, rates and faults. */
  readonly seed: string
  now(): Date
  /** Looks at once at what is due: its clock was moved. */
  wake(): void
  /** As the control does. @throws Problem */
  decideCustomer(customerId: string, decision: Decision): void
  /** As the control does. @throws Problem */
  moveTransfer(transferId: string, order: TransferOrder): Promise<void>
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 100
const API: readonly ApiRoute[] = [
  ...customerRoutes,
  ...accountRoutes,
  ...developerRoutes,
  ...transferRoutes,
  ...returnPolicyRoutes,
  cardSessionRoute,
  rateRoute,
  ...endpointRoutes,
]

/** A partner that speaks Bridge's API, really pays on the given chains, and does as it is told. */
export async function startPartnerSimulator(options: PartnerSimulatorOptions): Promise<PartnerSimulator> {
  const { apiKey, log, clock = wallClock, stateFile = null, portFile = null } = options
  const started = new AsyncDisposableStack()
  try {
    const server = createServer(PATIENT)
    started.defer(() => stopServer(server))
    const origin = `http://127.0.0.1:${await listen(server, portFile)}`
    const running: { couriers: Couriers | null; tasks: Loop | null } = { couriers: null, tasks: null }
    const world = openWorld({
      stateFile,
      clock,
      log,
      origin,
      seed: options.seed ?? randomBytes(4).toString('hex'),
      chains: options.chains.map(connect),
      wake() {
        running.couriers?.wake()
        running.tasks?.wake()
      },
      send: (endpointId, eventId) => running.couriers?.send(endpointId, eventId),
    })
    const deps = { world, wallets: openWallets(world) }
    serveApi(server, { world, apiKey, api: API, others: [...controlRoutes(deps), ...pageRoutes] })
    await followChains(deps, started)
    running.couriers = startCouriers(world)
    started.defer(async () => running.couriers?.stop())
    running.tasks = startTasks(deps)
    started.defer(async () => running.tasks?.stop())
    return handleOf(deps, { apiKey, origin, stop: () => started.disposeAsync() })
  } catch (error) {
    await started.disposeAsync()
    throw error
  }
}

function openWallets(world: World): ReadonlyMap<string, Wallet> {
  return new Map([...world.chains.values()].map((chain) => [chain.rail, openWallet(world, chain)] as const))
}

async function followChains({ world, wallets }: StepDeps, started: AsyncDisposableStack): Promise<void> {
  for (const [rail, wallet] of wallets) {
    const chain = world.chains.get(rail)
    if (chain === undefined) throw new Error(`no chain ${rail}`)
    const loop = await followChain(world, chain, wallet)
    started.defer(() => loop.stop())
  }
}

function startTasks(deps: StepDeps): Loop {
  return startLoop({
    name: 'partner tasks',
    everyMs: LOOK_EVERY_MS,
    log: deps.world.log,
    async run() {
      await runTasks(deps)
      return false
    },
  })
}

function handleOf(
  deps: StepDeps,
  { apiKey, origin, stop }: Pick<PartnerSimulator, 'apiKey' | 'stop'> & { readonly origin: string },
): PartnerSimulator {
  const { world } = deps
  return {
    url: `${origin}/v0`,
    apiKey,
    simUrl: `${origin}/_sim`,
    seed: world.seed,
    now: () => world.now(),
    wake: () => world.wake(),
    decideCustomer: (id, decision) => decideCustomer(world, id, decision),
    moveTransfer: (id, order) => moveTransfer(deps, id, order),
    stop,
  }
}

function connect(options: PartnerChainOptions): PartnerChain {
  return options.family === 'EVM' ? connectEvm(options) : connectTron(options)
}

async function listen(server: Server, portFile: string | null): Promise<number> {
  const kept = portFile === null ? null : readJson<{ port: number }>(portFile)
  server.listen(kept !== null && (await portIsFree(kept.port)) ? kept.port : await freePort(), '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (portFile !== null) writeJson(portFile, { port })
  return port
}
