import { freePort } from '../../sandbox/processes.ts'
import { partnerRoutes } from '../../sandbox/routes/partner/routes.ts'
import { fastClock, startTestPartner, type TestPartner } from '../../tests/harness/partner.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { connectChain } from '../chains/connect.ts'
import { createTokens } from '../chains/tokens.ts'
import { allChecks } from '../checks.ts'
import { RAILS_BY_EXAMPLE } from '../clients/banks/bodies.fixture.ts'
import { person } from '../clients/people.fixture.ts'
import { type Clock, wallClock } from '../kernel/clock.ts'
import { PARTNER_WEBHOOK_PATH } from '../kernel/config-partner.ts'
import { createLogger } from '../kernel/log.ts'
import { Secret } from '../kernel/secret.ts'
import { verifyBooks } from '../ledger/verify.ts'
import { createPartner } from '../partner/create-partner.ts'
import type { Partner } from '../partner/partner.ts'
import type { RampDeps } from './deps.ts'

/** So many times faster than ours the partner's clock runs: its steps take a second of it. */
const PARTNER_SPEED = 20

/** The whole platform before the simulated partner, over its wire, on real chains. */
export interface RampWorld extends WalletWorld {
  readonly partner: TestPartner
  /** A company with a wallet whose client is active, all rails open. */
  party(options?: { blockchain?: string; client?: object }): Promise<Party>
}

export interface Party {
  readonly company: WalletCompany
  readonly clientId: string
  readonly walletId: string
  readonly walletAddress: string
  readonly blockchain: string
  /** A bank account of the client. @returns its id. */
  bank(rail: keyof typeof RAILS_BY_EXAMPLE): Promise<string>
  ramp(id: string): Promise<Ramped>
  /** Waits until the ramp is so, while blocks are mined. */
  becomes(id: string, fields: Partial<Ramped>): Promise<Ramped>
  transferId(id: string): Promise<string>
  /** Events of ramps, oldest first. */
  events(id: string): Promise<
    readonly {
      readonly type: string
      readonly status: string
      readonly reason: string | null
      readonly data: Record<string, unknown>
    }[]
  >
  movement(id: string): Promise<Record<string, unknown>>
  /** Every account that a ramp touches, in smallest units. */
  books(): Promise<Record<'wallet' | 'holding' | 'transit' | 'payable' | 'equity' | 'claim', bigint>>
  /** What `npm run verify` finds of this company. */
  findings(): Promise<readonly unknown[]>
}

// biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
export type Ramped = Record<string, any>

export async function startRampWorld(
  options: {
    readonly chains?: readonly ('POLYGON' | 'BSC' | 'TRON')[]
    readonly clock?: Clock
    /** With the calls of the sandbox that make the partner decide. */
    readonly withPartnerRoutes?: boolean
  } = {},
): Promise<RampWorld> {
  let started: TestPartner | undefined
  const partner = () => {
    if (started === undefined) throw new Error('the partner is not there yet')
    return started
  }
  const world = await startWalletWorld({
    ...options,
    async configure({ evm, tron }) {
      const chain = evm.find(({ config }) => config.name === 'POLYGON')
      started = await startTestPartner({
        clock: fastClock(PARTNER_SPEED),
        ...(chain !== undefined && { chain }),
        ...(tron !== undefined && { tron }),
      })
      const port = await freePort()
      const webhookUrl = `http://127.0.0.1:${port}${PARTNER_WEBHOOK_PATH}`
      return { port, partner: { url: started.url, apiKey: new Secret(started.apiKey), webhookUrl } }
    },
    ...(options.withPartnerRoutes === true && {
      extraRoutes: (platform) => partnerRoutes({ platform, partner: partner() }),
    }),
    approveCustomer: async (id) =>
      partner().decideCustomer(id, { status: 'active', reason: '', developerReason: '', endorsements: null }),
  })
  console.log(`partner: seed ${partner().seed}`)
  return {
    ...world,
    partner: partner(),
    party: (given = {}) => openParty(world, given),
    async stop() {
      await world.stop()
      await partner().stop()
    },
  }
}

async function openParty(
  world: WalletWorld,
  { blockchain = 'POLYGON', client = {} }: { blockchain?: string; client?: object },
): Promise<Party> {
  const company = await world.company()
  const wallet = await company.wallet(blockchain)
  const clientId = await activeClient(world, company, client)
  must(await company.call('PATCH', `/virtual-wallets/${wallet.id}/client/${clientId}`), 201)
  const party: Party = {
    company,
    clientId,
    walletId: wallet.id,
    walletAddress: wallet.address,
    blockchain,
    async bank(rail) {
      const { status, body } = RAILS_BY_EXAMPLE[rail]
      // The key of the example is one that the simulated partner gives out itself.
      const asked = rail === 'bre-b' ? { ...body, bre_b_key: '3001234567' } : body
      const made = await company.call('POST', `/management/clients/${clientId}/banks/${rail}`, asked)
      return must(made, status).id
    },
    ramp: async (id) => must(await company.call('GET', `/virtual-wallets/ramps/${id}`), 200),
    async becomes(id, fields) {
      let last: Ramped = {}
      await world
        .mineUntil(async () => {
          last = await party.ramp(id)
          return Object.entries(fields).every(([name, value]) => last[name] === value)
        })
        .catch(() => {
          throw new Error(`${JSON.stringify(last)} does not become ${JSON.stringify(fields)}`)
        })
      return last
    },
    async transferId(id) {
      const { partner_transfer_id: transferId } = await world.db
        .selectFrom('ramps')
        .select('partner_transfer_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return transferId ?? ''
    },
    async events(id) {
      const all = await company.events()
      return all
        .filter(({ operation_id }) => operation_id === id)
        .map(({ event_type: type, status, reason, data }) => ({ type, status, reason, data }))
    },
    async movement(id) {
      const found = (await company.movements(wallet.id)).find(({ operation_id }) => operation_id === id)
      if (found === undefined) throw new Error(`no movement of ${id}`)
      return found
    },
    async books() {
      const [balance = 0n, holding = 0n, transit = 0n, payable = 0n, equity = 0n, claim = 0n] =
        await company.ledgers(
          [
            { code: 'VIRTUAL_BALANCE', walletId: wallet.id },
            { code: 'HOLDING' },
            { code: 'IN_TRANSIT' },
            { code: 'PAYABLE' },
            { code: 'EQUITY' },
            { code: 'PARTNER_CLAIM' },
          ],
          blockchain,
        )
      return { wallet: balance, holding, transit, payable, equity, claim }
    },
    findings: async () =>
      (
        await verifyBooks({
          db: world.db,
          companyId: company.id,
          checks: allChecks([], world.app.vault.sealer),
        })
      ).findings,
  }
  return party
}

/** As the operator makes one: the partner gets it, and approves whom the operator approved. */
export async function activeClient(
  world: WalletWorld,
  company: WalletCompany,
  fields: object = {},
): Promise<string> {
  const { id } = must(await company.call('POST', '/management/clients/individuals', person(fields)), 200, 201)
  must(await world.operator('PATCH', `/management/clients/${id}/status`, { status: 'active' }), 200)
  return id
}

export function must(
  reply: { readonly status: number; readonly body: Ramped },
  ...statuses: number[]
): Ramped {
  if (!statuses.includes(reply.status)) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`)
  return reply.body
}

/** What a node works with that drives ramps of this world, beside the platform's own. Its transactions are sent by the platform. */
export async function nodeDeps(
  world: WalletWorld,
  bank: TestPartner,
): Promise<RampDeps & { readonly partner: Partner }> {
  const base = {
    db: world.db,
    clock: wallClock,
    log: createLogger('silent'),
    node: { id: 1, leads: async () => true, living: async () => new Set<number>(), stop: async () => {} },
  }
  const config = { partner: { url: bank.url, apiKey: new Secret(bank.apiKey), webhookUrl: null } }
  const { partner } = createPartner({ ...base, config })
  if (partner === null) throw new Error('no partner')
  const chains = [connectChain(world.chain().config)]
  return {
    ...base,
    chains,
    tokens: await createTokens(world.db, chains),
    config: { ramps: { feePercent: '0.5', minimum: 1, unpaidDays: 7 } },
    partner,
    sender: { drive: async () => {} },
  }
}
