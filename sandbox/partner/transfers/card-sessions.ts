import { demandEndorsement } from '../customers/endorsement.ts'
import { invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import type { ApiRoute } from '../http/route.ts'
import type { CardSessionRecord, Json } from '../records.ts'
import { drawBytes, drawId, type World } from '../world.ts'
import { newTransfer, putNew, readCustomerId } from './create-transfer.ts'
import { cardRail } from './rails.ts'
import { checkMinimum, feesOf, readMoney } from './read-money.ts'
import { readTokenTarget } from './read-sides.ts'
import { FIAT_DECIMALS } from './settle.ts'

/** Our own: the partner documents nothing for cards. A page on which a card is charged, and the transfer that it pays for. */
export const cardSessionRoute: ApiRoute = {
  method: 'POST',
  path: '/card_sessions',
  answer({ world, body }) {
    const { id, token, transfer_id } = createCardSession(world, body)
    const url = `${world.origin}/pages/checkout/${id}?token=${token}`
    return { status: 201, body: { id, url, bootstrap_token: token, transfer_id } }
  },
}

function createCardSession(world: World, body: Json): CardSessionRecord {
  const reader = new Reader(body).require('on_behalf_of', 'currency', 'destination')
  const customer = readCustomerId(world, reader)
  const reference = reader.text('client_reference_id', { max: 256 })
  const currency = reader.text('currency')
  const rail = cardRail(currency)
  if (rail === null) {
    if (currency !== '') reader.fail('currency', 'is not supported')
    throw invalidParameters(reader.wrong)
  }
  if (reader.has('developer_fee')) reader.fail('developer_fee', 'must be a percentage')
  const isFlexible = !reader.has('amount')
  const money = readMoney(reader, FIAT_DECIMALS, isFlexible)
  const target = readTokenTarget(world, reader, rail)
  const source = { payment_rail: rail.rail, currency }
  checkMinimum(world, reader, { way: 'ON', source, destination: target?.destination ?? {} }, money.units)
  if (!reader.isRight || target === null) throw invalidParameters(reader.wrong)
  for (const endorsement of rail.endorsements) demandEndorsement(customer, endorsement)
  const transfer = putNew(world, {
    ...newTransfer(drawId(world), world.now()),
    way: 'ON',
    customer_id: customer.id,
    client_reference_id: reference === '' ? null : reference,
    amount: money.amount,
    ...feesOf(money),
    source,
    destination: target.destination,
    instructions: { ...source, ...(isFlexible ? {} : { amount: money.amount }) },
    features: isFlexible ? { flexible_amount: true } : {},
    return_address: null,
    expires_at: null,
  })
  const session: CardSessionRecord = {
    id: drawId(world),
    token: drawBytes(world).toString('base64url'),
    transfer_id: transfer.id,
  }
  world.tables.cardSessions.put(session.id, session)
  return session
}
