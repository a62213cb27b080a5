import { startFigures } from './alerts/figures.ts'
import { createTrouble } from './alerts/sender-trouble.ts'
import { startWaitingPayments } from './alerts/waiting-payments.ts'
import { createCards } from './cards/create-cards.ts'
import { cardDeposits } from './cards/funding/card-deposits.ts'
import { cardSettled } from './cards/funding/settled.ts'
import { cardSweeps } from './cards/funding/sweep-targets.ts'
import type { Chain } from './chains/chain.ts'
import { connectChain } from './chains/connect.ts'
import { createFuel } from './chains/sender/fuel.ts'
import { createGasKeeper, type GasKeeper, type GasStatus } from './chains/sender/gas-keeper.ts'
import { createSender } from './chains/sender/sender.ts'
import { createTokens } from './chains/tokens.ts'
import { startWatcher } from './chains/watcher.ts'
import { readWatcherStatus, type WatcherStatus } from './chains/watcher-status.ts'
import { createBanks } from './clients/banks/create-banks.ts'
import { createClients } from './clients/create-clients.ts'
import type { ClientDeps } from './clients/deps.ts'
import { createKeyDirectory } from './companies/key-directory.ts'
import { companyRoutes } from './companies/routes.ts'
import { openVault, type Vault } from './custody/vault.ts'
import { createDeposits } from './deposits/create-deposits.ts'
import { depositRoutes } from './deposits/list-deposits.ts'
import { startSweepLoop } from './deposits/sweep-loop.ts'
import { createDocsSites } from './docs/docs-sites.ts'
import type { Clock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { type Database, openDatabase } from './kernel/database.ts'
import type { Route } from './kernel/http/route.ts'
import { createHttpServer } from './kernel/http/server.ts'
import type { Health } from './kernel/http/watching.ts'
import type { Logger } from './kernel/log.ts'
import type { Loop } from './kernel/loop.ts'
import { joinNodes } from './kernel/node.ts'
import { startSealer } from './ledger/seals.ts'
import { createPartner, type PartnerRoom } from './partner/create-partner.ts'
import { paymentRoutes } from './payments/routes.ts'
import { createPeople } from './people/create-people.ts'
import { createPolicies } from './policies/create-policies.ts'
import { createPortal } from './portal/create-portal.ts'
import { createRamps } from './ramps/create-ramps.ts'
import { hasOpenRamps } from './ramps/open-ramps.ts'
import { rampSettled } from './ramps/settled.ts'
import { createTreasury, treasuryParts } from './treasury/create-treasury.ts'
import { walletDeposits } from './wallets/deposits.ts'
import { countUsedVirtualWallets } from './wallets/pool.ts'
import { startReserveProofs } from './wallets/reserves/reserve-loop.ts'
import { walletRoutes } from './wallets/routes.ts'
import { startAutomaticPayments } from './wallets/rules/automatic-payments.ts'
import { startLowAlerts } from './wallets/rules/low-alerts.ts'
import { walletSettled } from './wallets/settled.ts'
import { walletSweeps } from './wallets/sweep-targets.ts'
import { createDelivery } from './webhooks/delivery/delivery.ts'
import { webhookRoutes } from './webhooks/routes/routes.ts'

export interface AppOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  /** The sandbox's own calls; production has none. */
  readonly extraRoutes?: readonly Route[]
  /** The sandbox's: its partner approves whom the operator has made active. */
  readonly approveCustomer?: ClientDeps['approveCustomer']
}

export interface App {
  readonly db: Database
  readonly vault: Vault
  /** Starts the loops and listens. */
  start(): Promise<{ url: string }>
  /** Takes no new calls, finishes those in flight and the steps under way, and lets go of the database. */
  stop(): Promise<void>
}

const STATEMENT_MS_MAX = 30_000
/** A quiet chain is noted every 10 s; twice that without an answer and balances here may be old. */
const READY_SILENT_MS_MAX = 20_000

/** The one room where the modules meet: from settings to a running platform. The database must be migrated. */
export async function createApp({
  config,
  clock,
  log,
  extraRoutes = [],
  approveCustomer,
}: AppOptions): Promise<App> {
  const db = openDatabase({
    url: config.databaseUrl,
    poolSizeMax: config.databasePoolSize,
    statementTimeoutMs: STATEMENT_MS_MAX,
    onError: (error) => log.warn({ err: error }, 'an idle database connection failed'),
  })
  const vault = await openVault(db, config.vaultKey)
  const { sealer } = vault
  const chains = config.chains.map(connectChain)
  const tokens = await createTokens(db, chains)
  const node = await joinNodes(config.databaseUrl, log)
  const base = { config, db, clock, log, node, vault, sealer, chains, tokens }

  const parts = treasuryParts(base)
  const settled = new Map([
    ...walletSettled(base),
    ...cardSettled(base),
    ...parts.settled,
    ...rampSettled(base),
  ])
  const sender = createSender({
    ...base,
    onSettled: settled,
    fuel: createFuel(base),
    reservedCoin: parts.reservedCoin,
    trouble: createTrouble(base),
  })
  const gasKeeper = createGasKeeper({ ...base, wake: sender.wake })
  const deposits = createDeposits({
    ...base,
    products: new Map([
      ['virtual_wallets', walletDeposits(base)],
      ['cards', cardDeposits(base)],
      ['treasury', parts.deposits],
    ]),
  })
  const delivery = createDelivery(base)
  const wallets = { ...base, sender, gasKeeper, hasOpenRamps }
  const cards = createCards(wallets)
  const treasury = createTreasury({ ...wallets, sink: deposits.sink })
  const people = createPeople(base)
  const partner = createPartner(base)
  const clients = createClients({ ...base, partner, hasOpenRamps, approveCustomer })
  const banks = createBanks({ ...base, partner: partner.partner, hasOpenRamps })
  const ramps = createRamps({ ...base, sender, partner: partner.partner })
  partner.on('transfer', ramps.transferChanged)
  const policies = createPolicies({ ...base, sender, settled })
  const calls: Route[] = [
    ...companyRoutes({
      ...base,
      pools: { virtual_wallets: countUsedVirtualWallets, ...cards.pools, ...parts.pools },
    }),
    ...clients.routes,
    ...banks.routes,
    ...walletRoutes(wallets),
    ...cards.routes,
    ...treasury.routes,
    ...people.routes,
    ...policies.routes,
    ...paymentRoutes({ ...wallets, settled }),
    ...depositRoutes(base),
    ...webhookRoutes(base),
    ...partner.routes,
    ...ramps.routes,
  ]
  const portal = createPortal(base)
  const http = await createHttpServer({
    ...base,
    keys: createKeyDirectory(db, log),
    sessions: people.sessions,
    routes: [...calls, ...portal.routes, ...extraRoutes],
    sites: [portal.site, ...createDocsSites()],
    health: () => readHealth(db, chains, gasKeeper, partner),
  })

  const startChainLoops = (chain: Chain): Loop[] => [
    startWatcher({ ...base, chain, sink: deposits.sink }),
    deposits.startAdvance(chain.config.name),
    startSweepLoop({
      ...base,
      chain,
      products: new Map([
        ['virtual_wallets', walletSweeps(base)],
        ['cards', cardSweeps(base)],
      ]),
      findToken: (companyId, name, address) => tokens.findEver(db, companyId, name, address),
      wakeSender: () => sender.wake(chain.config.name),
    }),
  ]

  const loops: Loop[] = []
  return {
    db,
    vault,
    async start() {
      loops.push(
        ...chains.flatMap(startChainLoops),
        ...sender.start(),
        ...gasKeeper.start(),
        ...delivery.start(),
        ...cards.start(),
        ...treasury.start(),
        ...people.start(),
        ...policies.start(),
        ...clients.start(),
        ...partner.start(),
        ...banks.start(),
        ...ramps.start(),
        ...portal.start(),
        startSealer(base),
        startFigures(base),
        startWaitingPayments(base),
        startAutomaticPayments(wallets),
        startLowAlerts(base),
        startReserveProofs(base),
      )
      return { url: await http.listen() }
    },
    async stop() {
      portal.stop()
      await http.close()
      await cards.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await node.stop()
      await db.destroy()
    },
  }
}

/** Ready while every chain is followed. */
async function readHealth(
  db: Database,
  chains: readonly Chain[],
  gasKeeper: GasKeeper,
  partner: PartnerRoom,
): Promise<Health> {
  const statuses = await readWatcherStatus(db, chains)
  const checks = statuses.map((status) => [`chain ${status.chain}`, describeWatcher(status)])
  // Told beside: deposits are credited without coin. Known to the node that keeps the gas of the chain.
  const gas = gasKeeper.status().map((account) => [`gas ${account.chain}`, describeGas(account)])
  const ready = statuses.every((status) => !status.isLagging && status.silentMs < READY_SILENT_MS_MAX)
  const nodes = chains.flatMap(describeNodes)
  // Told beside as well: what rests on it waits, all else goes on.
  const banking = partner.status()
  const all = [...checks, ...gas, ...nodes, ...(banking === null ? [] : [['partner', banking]])]
  return { ready, checks: Object.fromEntries(all) }
}

function describeNodes({ config, nodes }: Chain): [string, string][] {
  return nodes
    .health()
    .map(({ name, state, reason }) => [
      `node ${config.name} ${name}`,
      reason === null ? state : `${state}: ${reason}`,
    ])
}

function describeGas({ address, payments, isLow }: GasStatus): string {
  return isLow ? `low: send coin to ${address}` : `${address} has coin for ${payments} payments`
}

function describeWatcher({ cursor, lagBlocks, silentMs, isLagging }: WatcherStatus): string {
  if (silentMs >= READY_SILENT_MS_MAX) return `no node has answered for ${Math.round(silentMs / 1000)} s`
  return isLagging ? `lagging ${lagBlocks} blocks` : `read through block ${cursor}`
}
