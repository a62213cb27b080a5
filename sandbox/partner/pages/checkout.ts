import { timingSafeEqual } from 'node:crypto'
import { amountText, unitsOf } from '../decimal.ts'
import { notFound } from '../http/problem.ts'
import { idIn } from '../http/route.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { CardSessionRecord, TransferRecord } from '../records.ts'
import { receiveFiat } from '../transfers/deposit.ts'
import { cardRail } from '../transfers/rails.ts'
import { FIAT_DECIMALS } from '../transfers/settle.ts'
import { awaitsFunds, findTransfer } from '../transfers/transfer.ts'
import { cancelUnpaid } from '../transfers/transfers.ts'
import { facts, html, notice, page, readForm, redirectTo } from './layout.ts'
import { AMOUNT_PATTERN, shownAmount, typedAmount } from './money.ts'

const HOUSE = 'Card checkout'
const PATH = '/pages/checkout/{id}'
/** The only numbers that are taken, so that nobody types a real one. */
const GOOD_CARD = '4242 4242 4242 4242'
const BAD_CARD = '4000 0000 0000 0002'

/** Where a payer's card is charged. */
export const checkoutPages: readonly OtherRoute[] = [
  { method: 'GET', path: PATH, answer: (call) => showCheckout(call) },
  { method: 'POST', path: PATH, answer: charge },
]

function charge(call: OtherCall): Reply {
  const { world, body, params, query } = call
  const { transfer } = sessionOf(call)
  const form = readForm(body)
  const here = `/pages/checkout/${idIn(params)}?token=${query.get('token') ?? ''}`
  if (!awaitsFunds(transfer)) return redirectTo(here)
  if (form.action === 'cancel') {
    world.store.commit(() => cancelUnpaid(world, transfer, 'The payer refused'))
    return redirectTo(here)
  }
  const amount = transfer.amount ?? typedAmount(form.amount)
  const wrong = whatIsWrong(transfer, amount, form, world.now())
  if (wrong !== null) return showCheckout(call, { wrong, form })
  world.store.commit(() => receiveFiat(world, transfer, amount, form.name?.trim() || null))
  return redirectTo(here)
}

/** Null: the card can be charged. */
function whatIsWrong(
  { source }: TransferRecord,
  amount: string | null,
  form: Readonly<Record<string, string>>,
  now: Date,
): string | null {
  const minimum = cardRail(String(source.currency))?.minimum ?? 0n
  if (amount === null) return 'Type an amount like 25 or 25.50.'
  if (unitsOf(amount, FIAT_DECIMALS) < minimum)
    return `At least ${shownAmount(amountText(minimum, FIAT_DECIMALS), source.currency)} are needed.`
  const number = digitsOf(form.number)
  if (number === digitsOf(BAD_CARD)) return 'The bank refused the card. Try another one.'
  if (number !== digitsOf(GOOD_CARD))
    return 'Only the test cards below are taken. Never type a real card here.'
  const [, month = '', year = ''] = /^\s*(\d{2})\s*\/?\s*(\d{2})\s*$/.exec(form.expiry ?? '') ?? []
  const expires = Date.UTC(2000 + Number(year), Number(month), 1)
  if (month < '01' || month > '12' || expires <= now.getTime())
    return 'The card has expired, or its date is wrong.'
  if (!/^\d{3,4}$/.test((form.cvc ?? '').trim())) return 'The security code has three digits.'
  return null
}

function showCheckout(
  call: OtherCall,
  tried?: { readonly wrong: string; readonly form: Readonly<Record<string, string>> },
): Reply {
  const { transfer } = sessionOf(call)
  const { source, amount, deposit, destination, returned } = transfer
  const isOpen = awaitsFunds(transfer)
  const shown = amount ?? deposit?.amount ?? null
  return page({
    title: isOpen ? 'Pay by card' : deposit === null ? 'Not paid' : 'Paid',
    house: HOUSE,
    ...(tried === undefined ? {} : { status: 400 }),
    body: html`
${shown === null ? null : html`<p class="amount">${shownAmount(shown, source.currency)}</p>`}
${facts([
  ['You get', `${String(destination.currency).toUpperCase()} on ${String(destination.payment_rail)}`],
  ['Wallet', String(destination.to_address)],
])}
${tried === undefined ? null : notice('bad', tried.wrong)}
${isOpen ? cardForm(transfer, tried?.form ?? {}) : null}
${isOpen ? null : deposit === null ? notice('bad', returned?.reason ?? 'It was not paid.') : notice('good', 'Thank you. The card was charged.')}`,
  })
}

function cardForm({ amount, source }: TransferRecord, form: Readonly<Record<string, string>>) {
  return html`
<form method="post">
${
  amount === null
    ? html`<label>Amount in ${String(source.currency).toUpperCase()}<input name="amount" inputmode="decimal" pattern="${AMOUNT_PATTERN}" required autofocus autocomplete="off" value="${form.amount ?? ''}"></label>`
    : null
}
<label>Card number<input name="number" inputmode="numeric" autocomplete="off" required maxlength="23" placeholder="${GOOD_CARD}"></label>
<div class="pair">
<label>Expires<input name="expiry" inputmode="numeric" autocomplete="off" required maxlength="7" placeholder="MM/YY" value="${form.expiry ?? ''}"></label>
<label>Security code<input name="cvc" inputmode="numeric" autocomplete="off" required maxlength="4" placeholder="123"></label>
</div>
<label>Name on the card<input name="name" autocomplete="off" maxlength="256" value="${form.name ?? ''}"></label>
<button name="action" value="pay">Pay</button>
<button class="no" name="action" value="cancel" formnovalidate>Do not pay</button>
</form>
<h2>Test cards</h2>
${facts([
  [GOOD_CARD, 'is charged'],
  [BAD_CARD, 'is refused'],
])}
<p class="soft">Any date to come, any security code.</p>`
}

function sessionOf({ world, params, query }: OtherCall): {
  readonly session: CardSessionRecord
  readonly transfer: TransferRecord
} {
  const session = world.tables.cardSessions.get(idIn(params))
  const token = Buffer.from(query.get('token') ?? '')
  const known = Buffer.from(session?.token ?? '')
  if (session === undefined || token.length !== known.length || !timingSafeEqual(token, known))
    throw notFound('Page')
  return { session, transfer: findTransfer(world, session.transfer_id) }
}

function digitsOf(text: string | undefined): string {
  return (text ?? '').replace(/[\s-]/g, '')
}
