import type { WebhookEvent } from '../../events.ts'

export interface AnsweredBy {
  readonly by: string
  readonly status: number
  readonly body: string
  readonly ms: number
}

/** `18:20:33 cards authorization pending  18.40 USD at Kiosk 12  card 0199…  approved here: 200 {"response_code":"00"} (3 ms)` */
export function eventLine(event: WebhookEvent, { by, status, body, ms }: AnsweredBy): string {
  const at = new Date().toISOString().slice(11, 19)
  const name = `${event.product} ${event.event_type} ${event.status}`.toLowerCase()
  const about = aboutOf(event.data as unknown as Readonly<Record<string, unknown>>)
  return [`${at} ${name}`, ...about, `${by}: ${status} ${body.replaceAll(/\s+/g, ' ')} (${ms} ms)`].join('  ')
}

/** Amount and whose it is, of whatever event. */
function aboutOf(data: Readonly<Record<string, unknown>>): string[] {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const inside = (name: string, field: string): string | null => {
    const value = data[name]
    return typeof value === 'object' && value !== null ? text(Reflect.get(value, field)) : null
  }
  const bill = text(data.bill_amount)
  const amount = bill ?? text(data.amount)
  const unit = bill === null ? inside('token', 'symbol') : text(data.bill_currency_code)
  const merchant = inside('merchant_data', 'name')
  const reason = inside('decline_reason', 'simple_reason')
  const subjects = [
    ['card', data.card_id],
    ['wallet', data.wallet_id],
    ['ramp', data.ramp_id],
    ['client', data.type === 'individual' || data.type === 'business' ? data.id : null],
  ] as const
  const subject = subjects.find(([, id]) => text(id) !== null)
  return [
    ...(amount === null
      ? []
      : [[amount, unit].filter(Boolean).join(' ') + (merchant === null ? '' : ` at ${merchant}`)]),
    ...(subject === undefined ? [] : [`${subject[0]} ${subject[1]}`]),
    ...(reason === null ? [] : [reason]),
  ]
}
