import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../../tests/harness/company-api.ts'
import { type SunkRequest, startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import { newId } from '../../kernel/ids.ts'
import { Secret } from '../../kernel/secret.ts'
import { createPartner } from '../../partner/create-partner.ts'
import type { Partner } from '../../partner/partner.ts'
import { createBanks } from './create-banks.ts'
import type { BankDeps } from './deps.ts'

interface MadeAccount {
  readonly id: string
  readonly customerId: string
  // biome-ignore lint/suspicious/noExplicitAny: what the partner was sent is what its test asserts
  readonly body: any
}

/** Answers a request by itself and gives true, or leaves it to the partner. `work` does what was asked without an answer. */
export type Fault = (request: SunkRequest, response: ServerResponse, work: () => void) => boolean

/** A banking partner on loopback as far as external accounts go: it keeps keys, accounts, and every fault a test sets. */
export interface BankingPartner {
  readonly requests: readonly SunkRequest[]
  /** There now, in the order in which they were made. */
  readonly accounts: ReadonlyMap<string, MadeAccount>
  /** How many it has ever made. */
  made(): number
  fault: Fault | null
}

export interface BankWorld extends CompanyApi {
  readonly partner: BankingPartner
  /** What the calls work with; `partner` may be taken away. */
  readonly deps: Deps
  /** Everything that was logged. */
  readonly logs: readonly string[]
  /** The partner is well again, and nothing of its troubles is remembered on our side. */
  heal(): void
  /** Another partner from now on. */
  connect(at: PartnerPlace): void
  /** Ids of bank accounts with an open ramp. */
  readonly ramps: Set<string>
  /** A client with a link to the partner, all endorsements approved, unless `given` says otherwise. @returns its id. */
  client(company: TestCompany, given?: GivenClient): Promise<string>
}

interface PartnerPlace {
  readonly url: string
  readonly apiKey: string
}

type Deps = Omit<BankDeps, 'partner'> & { partner: Partner | null }

interface GivenClient {
  readonly status?: string
  readonly isLinked?: boolean
  readonly endorsements?: readonly string[]
  /** There; default: one that the partner knows nothing of. */
  readonly customerId?: string
}

const ENDORSEMENTS = ['base', 'sepa', 'spei', 'pix', 'faster_payments', 'cop']

export async function startBankWorld(): Promise<BankWorld> {
  const logs: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logs.push(String(chunk))
      done()
    },
  })
  const log = pino({ level: 'trace' }, sink)
  const { server, partner } = await startPartner()
  const here = { url: `http://127.0.0.1:${server.port}/v0`, apiKey: 'sk-test-of-the-tests' }
  const ramps = new Set<string>()
  let world: { readonly deps: Deps; connect(at: PartnerPlace): void } | undefined
  const api = await startCompanyApi({
    log,
    routes(base) {
      const connect = ({ url, apiKey }: PartnerPlace) => {
        const config = { partner: { url, apiKey: new Secret(apiKey), webhookUrl: null } }
        return createPartner({ ...base, config, pace: { tryMs: 500, waitMs: 1, callMs: 1_000 } }).partner
      }
      const deps: Deps = {
        ...base,
        partner: connect(here),
        hasOpenRamps: async (_reader, _companyId, { bankAccountId }) => ramps.has(bankAccountId),
      }
      world = {
        deps,
        connect(at) {
          deps.partner = connect(at)
        },
      }
      return createBanks(deps).routes
    },
  })
  if (world === undefined) throw new Error('the routes were not asked for')
  const { deps, connect } = world
  return {
    ...api,
    partner,
    deps,
    connect,
    heal() {
      partner.fault = null
      connect(here)
    },
    logs,
    ramps,
    client: (company, given = {}) => insertClient(api, company.id, given),
    async stop() {
      await api.stop()
      await server.close()
    },
  }
}

async function insertClient(
  { db }: CompanyApi,
  companyId: string,
  { status = 'active', isLinked = true, endorsements = ENDORSEMENTS, customerId }: GivenClient,
): Promise<string> {
  const id = newId()
  const at = new Date()
  await db
    .insertInto('clients')
    .values({
      company_id: companyId,
      id,
      type: 'individual',
      status,
      first_name: 'Ana',
      last_name: 'Paz',
      partner_key: newId(),
      created_at: at,
      updated_at: at,
    })
    .execute()
  if (isLinked)
    await db
      .insertInto('client_providers')
      .values({
        company_id: companyId,
        id: newId(),
        client_id: id,
        provider: 'BRIDGE',
        customer_id: customerId ?? `cust_${id}`,
        status: 'active',
        endorsements: JSON.stringify(endorsements.map((name) => ({ name, status: 'approved' }))),
        created_at: at,
        updated_at: at,
      })
      .execute()
  return id
}

async function startPartner(): Promise<{ server: WebhookSink; partner: BankingPartner }> {
  const accounts = new Map<string, MadeAccount>()
  const answers = new Map<string, { readonly sent: string; readonly body: object }>()
  let made = 0

  const server = await startWebhookSink((request, response) => {
    if (partner.fault?.(request, response, () => judge(request)) === true) return
    reply(response, ...judge(request))
  })
  const partner: BankingPartner = {
    requests: server.requests,
    accounts,
    made: () => made,
    fault: null,
  }
  return { server, partner }

  /** The same key and body: the first answer again. */
  function judge({ method, path, headers, body, json }: SunkRequest): [status: number, body: object] {
    const [, customerId = '', accountId] =
      /^\/v0\/customers\/([^/]+)\/external_accounts(?:\/([^/]+))?$/.exec(path) ?? []
    if (method === 'DELETE' && accountId !== undefined && accounts.delete(accountId))
      return [200, { id: accountId }]
    if (method !== 'POST') return [404, { code: 'Invalid', message: 'Unknown id' }]
    const key = `${path} ${headers['idempotency-key']}`
    const earlier = answers.get(key)
    if (earlier !== undefined)
      return earlier.sent === body.toString()
        ? [201, earlier.body]
        : [422, { code: 'idempotency_key_reused', message: 'Other body' }]
    made += 1
    const id = `ea_${made}`
    accounts.set(id, { id, customerId, body: json })
    const answer = {
      id,
      customer_id: customerId,
      active: true,
      bank_name: json.bank_name ?? 'Bank of the partner',
    }
    answers.set(key, { sent: body.toString(), body: answer })
    return [201, answer]
  }
}

export function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
