import { isFields } from '../../network/fields.ts'
import { ENDORSEMENTS, findCustomer, setStatus, showCustomer } from '../customers/customer.ts'
import { amountText } from '../decimal.ts'
import { livingEndpoints } from '../events/endpoints.ts'
import { listFaults, setFaults } from '../http/faults.ts'
import { invalidParameters, Problem } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { idIn } from '../http/route.ts'
import { json, type OtherCall, type OtherRoute, parseJson } from '../http/server.ts'
import { listRates, setRates } from '../rates.ts'
import {
  CUSTOMER_STATUSES,
  type CustomerStatus,
  type EndpointRecord,
  type Json,
  type TransferRecord,
} from '../records.ts'
import { receiveFiat } from '../transfers/deposit.ts'
import { moveTransfer, readTransferOrder } from '../transfers/move-transfer.ts'
import { FIAT_DECIMALS } from '../transfers/settle.ts'
import type { StepDeps } from '../transfers/step.ts'
import { findTransfer, showTransfer } from '../transfers/transfer.ts'
import { isoTime, unschedule, type World } from '../world.ts'

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

export interface Decision {
  readonly status: CustomerStatus
  /** For the customer. */
  readonly reason: string
  readonly developerReason: string
  /** Null: those that were asked for. */
  readonly endorsements: readonly string[] | null
}

/** Somebody decides by hand, whatever is missing. */
export function decideCustomer(world: World, id: string, decision: Decision): void {
  const { status, reason, developerReason, endorsements } = decision
  world.store.commit(() => {
    const customer = findCustomer(world, id)
    unschedule(world, 'review', id)
    const isGood = status === 'active' || status === 'under_review'
    const decided = { ...customer, decided: true, ...(endorsements === null ? {} : chosen(endorsements)) }
    setStatus(world, customer, status, {
      as: decided,
      ...(isGood ? {} : { why: { reason, developer_reason: developerReason } }),
    })
  })
}

function chosen(endorsements: readonly string[]) {
  return { requested: endorsements, approved: [] }
}

function readDecision(body: Json): Decision {
  const reader = new Reader(body).require('status')
  const status = reader.oneOf('status', CUSTOMER_STATUSES)
  const endorsements = reader.has('endorsements') ? reader.texts('endorsements') : null
  for (const one of endorsements ?? [])
    if (!ENDORSEMENTS.some((known) => known === one)) reader.fail('endorsements', `has no ${one}`)
  const reason = reader.text('reason') || 'Your information could not be verified'
  const developerReason = reader.text('developer_reason') || 'Decided by a control'
  if (!reader.isRight || status === null) throw invalidParameters(reader.wrong)
  return { status, reason, developerReason, endorsements }
}

function deposit(world: World, body: Json): TransferRecord {
  const reader = new Reader(body)
  const units = reader.amount('amount', FIAT_DECIMALS)
  const sender = reader.has('sender_name') ? reader.text('sender_name') : null
  const [id, message] = [reader.text('transfer_id'), reader.text('deposit_message')]
  if (id === '' && message === '') reader.fail('transfer_id', 'or deposit_message must be set')
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  const transfer = id === '' ? findByMessage(world, message) : findTransfer(world, id)
  const amount = units === null ? null : amountText(units, FIAT_DECIMALS)
  return world.store.commit(() => receiveFiat(world, transfer, amount, sender))
}

function findByMessage(world: World, message: string): TransferRecord {
  const found = world.tables.transfers
    .values()
    .find(({ instructions, deleted }) => !deleted && instructions.deposit_message === message)
  return findTransfer(world, found?.id ?? '')
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

/** How far an endpoint is, and what it waits for. */
function showQueue({ private_key: _, public_key: __, next_attempt_at, ...endpoint }: EndpointRecord): Json {
  return { ...endpoint, next_attempt_at: next_attempt_at === 0 ? null : isoTime(next_attempt_at) }
}

function read(body: string): Json {
  const parsed = body.trim() === '' ? {} : parseJson(body)
  if (isFields(parsed)) return parsed
  throw new Problem(400, { code: 'bad_request', message: 'The body is no JSON object' })
}
