import { readLimit } from '../http/list.ts'
import { invalidParameters, invalidQuery, notFound } from '../http/problem.ts'
import { isWebUrl, Reader } from '../http/reader.ts'
import { type ApiCall, type ApiRoute, idIn } from '../http/route.ts'
import type { EndpointRecord, Json } from '../records.ts'
import { drawBytes, type World } from '../world.ts'
import { EVENT_CATEGORIES } from './event.ts'
import { newEndpointKeys } from './sign.ts'

const ENDPOINTS_MAX = 5
const EVENTS_LIMIT = 100
const EVENTS_LIMIT_MAX = 500
const EVENTS_KEPT_MS = 90 * 86_400_000

export const endpointRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/webhooks',
    answer: (call) => ({ status: 201, body: showEndpoint(createEndpoint(call)) }),
  },
  {
    method: 'GET',
    path: '/webhooks',
    answer: ({ world }) => ({ status: 200, body: { data: livingEndpoints(world).map(showEndpoint) } }),
  },
  {
    method: 'PUT',
    path: '/webhooks/{id}',
    answer: (call) => ({ status: 200, body: showEndpoint(updateEndpoint(call)) }),
  },
  {
    method: 'DELETE',
    path: '/webhooks/{id}',
    answer({ world, params }) {
      const endpoint: EndpointRecord = { ...findEndpoint(world, idIn(params)), status: 'deleted' }
      world.tables.endpoints.put(endpoint.id, endpoint)
      return { status: 200, body: showEndpoint(endpoint) }
    },
  },
  {
    method: 'POST',
    path: '/webhooks/{id}/send',
    answer({ world, params, body }) {
      const { id } = findEndpoint(world, idIn(params))
      const reader = new Reader(body).require('event_id')
      const event = world.tables.events.get(reader.text('event_id'))
      if (!reader.isRight) throw invalidParameters(reader.wrong)
      if (event === undefined) throw notFound('Webhook event')
      world.send(id, event.event_id)
      return { status: 200, body: envelopeOf(event) }
    },
  },
  {
    method: 'GET',
    path: '/webhook_events',
    answer: ({ world, query }) => listEvents(world, query),
  },
]

export function livingEndpoints({ tables }: World): EndpointRecord[] {
  return tables.endpoints.values().filter(({ status }) => status !== 'deleted')
}

export function findEndpoint(world: World, id: string): EndpointRecord {
  const found = livingEndpoints(world).find((one) => one.id === id)
  if (found === undefined) throw notFound('Webhook')
  return found
}

function createEndpoint({ world, body }: ApiCall): EndpointRecord {
  const reader = new Reader(body).require('url', 'event_epoch')
  const epoch = reader.oneOf('event_epoch', ['webhook_creation', 'beginning_of_time'])
  const url = readUrl(reader)
  const categories = readCategories(reader, EVENT_CATEGORIES)
  if (livingEndpoints(world).length >= ENDPOINTS_MAX)
    reader.fail('url', `is one too many: there are at most ${ENDPOINTS_MAX} webhooks`)
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  const endpoint: EndpointRecord = {
    id: `wep_${drawBytes(world).toString('hex').slice(0, 24)}`,
    url,
    status: 'disabled',
    event_categories: categories,
    ...newEndpointKeys(),
    sequence: epoch === 'webhook_creation' ? Number(world.tables.state.get('event_sequence') ?? 0) : 0,
    failing: null,
    next_attempt_at: 0,
    aside: [],
  }
  world.tables.endpoints.put(endpoint.id, endpoint)
  return endpoint
}

function updateEndpoint({ world, params, body }: ApiCall): EndpointRecord {
  const before = findEndpoint(world, idIn(params))
  const reader = new Reader(body)
  const status = reader.oneOf('status', ['active', 'disabled'])
  const url = reader.has('url') ? readUrl(reader) : before.url
  if (url !== before.url && before.status === 'active') reader.fail('url', 'changes only while disabled')
  const categories = readCategories(reader, before.event_categories)
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  const after: EndpointRecord = {
    ...before,
    url,
    status: status ?? before.status,
    event_categories: categories,
    next_attempt_at: 0,
  }
  world.tables.endpoints.put(after.id, after)
  world.wake()
  return after
}

/** http and loopback too: it is a simulator. */
function readUrl(reader: Reader): string {
  const url = reader.text('url', { max: 2_048 })
  if (url !== '' && !isWebUrl(url)) reader.fail('url', 'must be a web address')
  return url
}

function readCategories(reader: Reader, usual: readonly string[]): readonly string[] {
  if (!reader.has('event_categories')) return usual
  const named = reader.texts('event_categories')
  for (const one of named)
    if (!EVENT_CATEGORIES.some((known) => known === one)) reader.fail('event_categories', `has no ${one}`)
  return named
}

function listEvents(world: World, query: URLSearchParams) {
  const limit = readLimit(query, EVENTS_LIMIT, EVENTS_LIMIT_MAX)
  const category = query.get('category')
  const since = world.now().getTime() - EVENTS_KEPT_MS
  const events = world.tables.events
    .values()
    .filter((one) => Date.parse(one.event_created_at) >= since)
    .filter((one) => category === null || one.event_category === category)
  const after = query.get('starting_after')
  const place = after === null ? -1 : events.findIndex(({ event_id }) => event_id === after)
  if (after !== null && place === -1) throw invalidQuery(['starting_after'])
  const data = events.slice(place + 1, place + 1 + limit)
  return { status: 200, body: { count: data.length, data: data.map((one) => envelopeOf(one)) } }
}

export function envelopeOf(event: object): Json {
  return { api_version: 'v0', ...event }
}

function showEndpoint({ id, url, status, event_categories, public_key }: EndpointRecord): Json {
  return { id, url, status, event_categories, public_key }
}
