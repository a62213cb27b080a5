import { APPROVED } from '../../sandbox/partner/start.ts'
import { becomes } from '../../sandbox/processes.ts'
import type { StepOf } from '../plan/step.ts'
import { ask } from '../world/ask.ts'
import { callOf, count, must, type Player } from './player.ts'

const SOON_MS = 240_000

/** A company with its endpoint, and a client with a bank account whom the partner has let in. */
export async function openCompany(player: Player, { at }: StepOf<'open company'>): Promise<void> {
  const { world, model } = player
  const operator = (method: string, path: string, body?: unknown) =>
    ask(world, player.asked, { apiKey: world.operatorKey, method, path, body })
  const number = model.companies.length
  // Its place is taken before anything is awaited: two may be opened at once.
  const place = {
    number,
    id: '',
    apiKey: '',
    clientId: '',
    bankId: '',
    holding: new Map(),
    cardHolding: null,
  }
  model.companies.push(place)
  const made = must(
    await operator('POST', '/management/companies', {
      name: `Company ${number}`,
      webhook_url: world.endpoints.urlOf(number),
    }),
    200,
  )
  const call = callOf(player, at, made.api_key)
  const { signing_secret } = must(await call('GET', '/management/webhooks/settings'), 200)
  world.endpoints.know(number, signing_secret)
  const clientId = await openClient(player, at, made.api_key, operator)
  const bank = { bank_holder_name: 'Ana Paz', bre_b_key: '3001234567' }
  const { id: bankId } = must(
    await call('POST', `/management/clients/${clientId}/banks/bre-b`, bank, 'bank'),
    201,
  )
  model.companies[number] = Object.assign(place, { id: made.id, apiKey: made.api_key, clientId, bankId })
  count(player, 'companies')
}

async function openClient(
  player: Player,
  at: number,
  apiKey: string,
  operator: (method: string, path: string, body?: unknown) => ReturnType<typeof ask>,
): Promise<string> {
  const call = callOf(player, at, apiKey)
  const email = `client.${at}@example.org`
  const { id } = must(await call('POST', '/management/clients/individuals', person(at, email), 'client'), 201)
  must(await operator('PATCH', `/management/clients/${id}/status`, { status: 'in_review' }), 200)
  let customer: string | undefined
  await becomes(async () => {
    customer = await findCustomer(player, email)
    return customer !== undefined
  }, SOON_MS)
  player.world.partner.decideCustomer(customer ?? '', APPROVED)
  const isActive = async () => (await call('GET', `/management/clients/${id}`)).body.status === 'ACTIVE'
  if (!(await becomes(isActive, SOON_MS))) throw new Error('the client does not become active')
  return id
}

async function findCustomer({ world: { partner } }: Player, email: string): Promise<string | undefined> {
  const answer = await fetch(`${partner.url}/customers?limit=100`, { headers: { 'api-key': partner.apiKey } })
  const { data } = (await answer.json()) as { data: { id: string; email: string }[] }
  return data.find((one) => one.email === email)?.id
}

function person(at: number, email: string) {
  return {
    first_name: 'Ana',
    last_name: 'Paz',
    email,
    birth_date: '1990-01-31',
    phone_country_code: 54,
    phone_number: 1_100_000_000 + at,
    address: { street_line1: 'Calle 1', city: 'X', postal_code: '1000', state: 'B', country: 'AR' },
  }
}
