import { isFields } from '../../network/fields.ts'
import { cursorName } from '../chains/watch.ts'
import { findCustomer, showCustomer } from '../customers/customer.ts'
import { livingEndpoints } from '../events/endpoints.ts'
import { listFaults, setFaults } from '../http/faults.ts'
import { invalidParameters, Problem } from '../http/problem.ts'
import { idIn } from '../http/route.ts'
import { json, type OtherCall, type OtherRoute, parseJson } from '../http/server.ts'
import { listRates, setRates } from '../rates.ts'
import type { EndpointRecord, Json } from '../records.ts'
import { moveTransfer, readTransferOrder } from '../transfers/move-transfer.ts'
import type { StepDeps } from '../transfers/step.ts'
import { findTransfer, showTransfer } from '../transfers/transfer.ts'
import { isoTime, type World } from '../world.ts'
import { decideCustomer, readDecision } from './decide-customer.ts'
import { deposit } from './deposit.ts'

const ADVANCE_SECONDS_MAX = 315_360_000

/** What makes the world outside move: for testers, never for the platform. */
export function controlRoutes(deps: StepDeps): readonly OtherRoute[] {
  return [
    {
      method: 'POST',
      path: '/_sim/deposits',
      answer: ({ world, body }) => json(200, showTransfer(world, deposit(world, read(body)))),
    },
    {
      method: 'GET',
      path: '/_sim/transfers/{id}',
      answer: (call) => json(200, showInside(call)),
    },
    {
      method: 'POST',
      path: '/_sim/transfers/{id}/state',
      async answer({ world, params, body }) {
        const transfer = findTransfer(world, idIn(params))
        await moveTransfer(deps, transfer.id, readTransferOrder(transfer, read(body)))
        return json(200, showTransfer(world, findTransfer(world, transfer.id)))
      },
    },
    {
      method: 'POST',
      path: '/_sim/customers/{id}/status',
      answer({ world, params, body }) {
        const { id } = findCustomer(world, idIn(params))
        decideCustomer(world, id, readDecision(read(body)))
        return json(200, showCustomer(findCustomer(world, id)))
      },
    },
    {
      method: 'GET',
      path: '/_sim/webhooks',
      answer: ({ world }) => json(200, { data: livingEndpoints(world).map(showQueue) }),
    },
    {
      method: 'GET',
      path: '/_sim/chains',
      answer: ({ world }) =>
        json(200, { data: [...world.chains.keys()].map((rail) => showChain(world, rail)) }),
    },
    {
      method: 'GET',
      path: '/_sim/rates',
      answer: ({ world }) => json(200, { rates: listRates(world) }),
    },
    {
      method: 'POST',
      path: '/_sim/rates',
      answer: ({ world, body }) => json(200, { rates: setRates(world, read(body)) }),
    },
    {
      method: 'GET',
      path: '/_sim/clock',
      answer: ({ world }) => json(200, { now: world.now().toISOString() }),
    },
    {
      method: 'POST',
      path: '/_sim/clock',
      answer({ world, body }) {
        const { advance_seconds: seconds } = read(body)
        const isRight = typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0
        if (!isRight || seconds > ADVANCE_SECONDS_MAX)
          throw invalidParameters({ advance_seconds: 'must be a positive whole number' })
        world.advance(seconds)
        return json(200, { now: world.now().toISOString() })
      },
    },
    {
      method: 'GET',
      path: '/_sim/faults',
      answer: ({ world }) => json(200, { faults: listFaults(world) }),
    },
    {
      method: 'POST',
      path: '/_sim/faults',
      answer: ({ world, body }) => json(200, { faults: setFaults(world, read(body)) }),
    },
  ]
}

/** What the partner's API does not show: everything that came in and went out on chain. */
function showInside({ world, params }: OtherCall): Json {
  const { tables } = world
  const id = idIn(params)
  const transfer = tables.transfers.get(id)
  if (transfer === undefined) throw new Problem(404, { code: 'not_found', message: 'Transfer not found' })
  return {
    ...showTransfer(world, transfer),
    deleted: transfer.deleted,
    arrivals: tables.arrivals.values().filter((one) => one.transfer_id === id),
    payments: tables.payments
      .values()
      .filter((one) => one.id.startsWith(`${id}:`))
      .map(({ raw: _, ...payment }) => payment),
  }
}

/** Up to which final block it has seen what arrives, once somebody may pay. */
function showChain({ tables }: World, rail: string): Json {
  return { rail, seen_block: tables.state.get(cursorName(rail)) ?? null }
}

/** How far an endpoint is, and what it waits for. */
function showQueue({ private_key: _, public_key: __, next_attempt_at, ...endpoint }: EndpointRecord): Json {
  return { ...endpoint, next_attempt_at: next_attempt_at === 0 ? null : isoTime(next_attempt_at) }
}

function read(body: string): Json {
  const parsed = body.trim() === '' ? {} : parseJson(body)
  if (isFields(parsed)) return parsed
  throw new Problem(400, { code: 'bad_request', message: 'The body is no JSON object' })
}
