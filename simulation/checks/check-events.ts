import type { Company } from '../model/model.ts'
import type { Player } from '../play/player.ts'
import type { HeardEvent } from '../world/endpoints.ts'
import { checkOrder } from './check-order.ts'
import type { Outside } from './outside.ts'

/** Every company was told what happened to it: each thing once (as one event, however often it came), in order, and nothing else. */
export async function checkEvents(player: Player, outside: Outside): Promise<string[]> {
  const wrong = player.world.endpoints.forged.map((id) => `event ${id} was not signed`)
  for (const company of player.model.companies) {
    const heard = player.world.endpoints
      .heard(company.number)
      .filter(({ acknowledged }) => acknowledged !== null)
    wrong.push(...compare(company, expectedOf(player, company, outside), actualOf(player, heard)))
    wrong.push(...(await checkOrder(player, company)))
  }
  return wrong
}

type Tally = Map<string, number>

function compare({ number }: Company, expected: Tally, actual: Tally): string[] {
  return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((what) => {
    const [due, told] = [expected.get(what) ?? 0, actual.get(what) ?? 0]
    return due === told ? [] : [`company ${number} was told "${what}" by ${told} events, and not ${due}`]
  })
}

function expectedOf({ model }: Player, company: Company, outside: Outside): Tally {
  const tally: Tally = new Map()
  const isOurs = (one: { readonly company: Company }) => one.company === company
  for (const one of model.payments.filter(isOurs)) {
    const type = one.wallet === null ? 'holding_withdraw' : 'withdraw'
    add(tally, `${type} ${outside.payments.get(one) === 'SUCCESS' ? 'success' : 'failed'} ${one.id}`)
  }
  for (const { id, from, to } of model.transfers.filter(({ from }) => isOurs(from))) {
    add(tally, `withdraw success ${id}`)
    if (isOurs(from)) add(tally, `deposit internal to ${to.id}`)
  }
  for (const { to, hash } of outside.credited)
    if (('wallet' in to && isOurs(to.wallet)) || ('card' in to && isOurs(to.card)))
      add(tally, `deposit ${hash}`)
  for (const [{ way, id, wallet }, { status }] of outside.ramps)
    if (isOurs(wallet) && status !== 'PENDING') add(tally, `ramp ${way} ${id} ${status}`)
  for (const one of model.purchases.values()) {
    if (!isOurs(one.card) || one.transactionId === null) continue
    if (one.pieces > 0) add(tally, `cleared ${one.transactionId}`, one.pieces)
    if (one.refunds > 0) add(tally, `refund ${one.transactionId}`, one.refunds)
  }
  return tally
}

/** What is not followed here: questions, alerts, and what only sometimes follows an answer (declined, reversal). */
const UNFOLLOWED = [
  'authorization',
  'authorized',
  'declined',
  'reversal',
  'alert',
  'client_status',
  'card_blocked_by_velocity',
]
const RAMP_ENDS: Readonly<Record<string, string>> = {
  success: 'COMPLETED',
  failed: 'FAILED',
  canceled: 'CANCELLED',
}

function actualOf(player: Player, heard: readonly HeardEvent[]): Tally {
  const tally: Tally = new Map()
  const known = new Set(player.model.ramps.map(({ id }) => id))
  for (const { event } of heard) {
    const { event_type: type, operation_id: id, status, data } = event
    if (UNFOLLOWED.includes(type)) continue
    switch (type) {
      case 'withdraw':
      case 'holding_withdraw':
        add(tally, `${type} ${status} ${id}`)
        break
      case 'deposit':
        add(
          tally,
          data.transaction_hash === 'internal'
            ? `deposit internal to ${data.wallet_id}`
            : `deposit ${data.transaction_hash}`,
        )
        break
      case 'deposit_reverted':
        add(tally, `deposit ${data.transaction_hash}`, -1)
        break
      case 'ramp_on':
      case 'ramp_off':
        // An off-ramp that was refused when it was asked for has failed, and was told so.
        if (known.has(id) || status !== 'failed')
          add(tally, `ramp ${type === 'ramp_on' ? 'ON' : 'OFF'} ${id} ${RAMP_ENDS[status]}`)
        break
      case 'cleared':
      case 'refund':
        add(tally, `${type} ${data.transaction_id}`)
        break
      default:
        add(tally, `${event.product} ${type} ${status} ${id}`)
    }
  }
  return tally
}

function add(tally: Tally, what: string, times = 1): void {
  tally.set(what, (tally.get(what) ?? 0) + times)
}
