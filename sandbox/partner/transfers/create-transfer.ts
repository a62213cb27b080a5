import { invalidParameters, notesOf, Problem } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import type { ApiRoute } from '../http/route.ts'
import type { CustomerRecord, Json, TransferRecord } from '../records.ts'
import { drawId, drawText, schedule, type World } from '../world.ts'
import { depositInstructions } from './instructions.ts'
import { SOURCE_RAILS } from './rails.ts'
import { readOffRamp } from './read-off-ramp.ts'
import { expiryOf, readOnRamp } from './read-on-ramp.ts'
import type { Asked } from './read-sides.ts'
import { addTransfer, showTransfer } from './transfer.ts'

const MEMO_DIGITS = 10

export const createTransferRoute: ApiRoute = {
  method: 'POST',
  path: '/transfers',
  answer({ world, body }) {
    const dryRun = new Reader(body)
    if (dryRun.flag('dry_run')) return { status: 201, body: tryTransfer(world, body) }
    return { status: 201, body: showTransfer(world, createTransfer(world, body)) }
  },
}

/** What would become of it; nothing is made. */
function tryTransfer(world: World, body: Json): Json {
  try {
    readRequest(world, body)
    return { state: 'valid', notes: [] }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { state: 'invalid', notes: notesOf(error) }
  }
}

interface Request {
  readonly customer: CustomerRecord
  readonly reference: string | null
  readonly asked: Asked
}

function readRequest(world: World, body: Json): Request {
  const reader = new Reader(body).require('on_behalf_of')
  const customer = readCustomerId(world, reader)
  const reference = reader.text('client_reference_id', { max: 256 })
  reader.require('source', 'destination')
  const from = reader.object('source').require('payment_rail', 'currency').text('payment_rail')
  const fiat = SOURCE_RAILS.find(({ rail }) => rail === from)
  const asked =
    fiat === undefined ? readOffRamp(world, reader, customer) : readOnRamp(world, reader, customer, fiat)
  if (!reader.isRight || asked === null) throw invalidParameters(reader.wrong)
  return { customer, reference: reference === '' ? null : reference, asked }
}

export function readCustomerId({ tables }: World, reader: Reader): CustomerRecord {
  const id = reader.text('on_behalf_of')
  const customer = tables.customers.get(id)
  if (customer !== undefined && !customer.deleted) return customer
  reader.fail('on_behalf_of', 'is not known')
  throw invalidParameters(reader.wrong)
}

function createTransfer(world: World, body: Json): TransferRecord {
  const { customer, reference, asked } = readRequest(world, body)
  const id = drawId(world)
  const now = world.now()
  const expiresAt = expiryOf(now, asked)
  const { chain, ...kept } = asked
  const { co_bank_transfer: pse } = asked.source as {
    readonly co_bank_transfer?: { readonly redirect_url: string }
  }
  const instructions =
    asked.way === 'ON'
      ? depositInstructions(world, {
          transferId: id,
          rail: String(asked.source.payment_rail),
          currency: String(asked.source.currency),
          amount: asked.amount,
          expiresAt,
          redirectUrl: pse?.redirect_url ?? '',
        })
      : tokenInstructions(world, id, asked)
  return putNew(world, {
    ...kept,
    ...newTransfer(id, now),
    customer_id: customer.id,
    client_reference_id: reference,
    instructions,
    expires_at: expiresAt,
  })
}

/** What every transfer begins with. */
export function newTransfer(id: string, now: Date) {
  return {
    id,
    state: 'awaiting_funds',
    deposit: null,
    settled: null,
    returned: null,
    deleted: false,
    created_at: now.getTime(),
    updated_at: now.getTime(),
  } as const
}

/** Within a commit. */
export function putNew(world: World, transfer: TransferRecord): TransferRecord {
  if (transfer.expires_at !== null)
    schedule(world, 'expiry', transfer.id, transfer.expires_at - world.now().getTime())
  addTransfer(world, transfer)
  return transfer
}

/** An address of this transfer alone; where senders have memos, one too. */
function tokenInstructions(world: World, id: string, { chain, source, amount }: Asked): Json {
  return {
    payment_rail: chain.rail,
    amount,
    currency: source.currency,
    from_address: source.from_address,
    to_address: chain.depositAddress(id),
    ...(chain.hasMemo ? { blockchain_memo: drawText(world, '0123456789', MEMO_DIGITS) } : {}),
  }
}
