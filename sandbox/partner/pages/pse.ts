import { COLOMBIAN_BANKS } from '../accounts/colombian-banks.ts'
import { notFound } from '../http/problem.ts'
import { idIn } from '../http/route.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { Json, TransferRecord } from '../records.ts'
import { receiveFiat } from '../transfers/deposit.ts'
import { awaitsFunds, findTransfer } from '../transfers/transfer.ts'
import { cancelUnpaid, expireTransfer } from '../transfers/transfers.ts'
import type { World } from '../world.ts'
import { facts, type Html, html, notice, page, readForm, redirectTo } from './layout.ts'
import { shownAmount } from './money.ts'

const HOUSE = 'PSE bank payment'
const PATH = '/pages/pse/{id}'
const DOCUMENTS = ['cc', 'ce', 'nit', 'pa', 'ti']

/** The page of a payer's bank. However it ends, the payer goes back to where they came from. */
export const psePages: readonly OtherRoute[] = [
  { method: 'GET', path: PATH, answer: ({ world, params }) => showPse(findPse(world, idIn(params))) },
  { method: 'POST', path: PATH, answer: endPse },
]

function endPse({ world, params, body }: OtherCall): Reply {
  const transfer = findPse(world, idIn(params))
  const form = readForm(body)
  if (!awaitsFunds(transfer)) return showPse(transfer)
  world.store.commit(() => {
    if (form.action === 'pay') receiveFiat(world, transfer, null, form.full_name?.trim() || null)
    else if (form.action === 'expire') expireTransfer(world, transfer.id)
    else cancelUnpaid(world, transfer, 'The payer refused')
  })
  return redirectTo(redirectUrlOf(transfer))
}

function showPse(transfer: TransferRecord): Reply {
  const { instructions, amount, expires_at } = transfer
  const back = redirectUrlOf(transfer)
  return page({
    title: awaitsFunds(transfer) ? 'Pay from your bank' : 'This payment has ended',
    house: HOUSE,
    leadsTo: back,
    body: html`
<p class="amount">${shownAmount(amount, instructions.currency)}</p>
${facts([
  ['To', String(instructions.account_holder_name)],
  ['Reference', transfer.id.slice(0, 8)],
  ...(expires_at === null ? [] : ([['Pay before', new Date(expires_at).toUTCString()]] as const)),
])}
${awaitsFunds(transfer) ? payerForm(transfer) : endedNote(transfer, back)}`,
  })
}

function payerForm({ source }: TransferRecord): Html {
  const { sender_data: sender = {} } = (source.co_bank_transfer ?? {}) as { readonly sender_data?: Json }
  const field = (name: string, label: string, type: string, complete: string) => html`
<label>${label}<input name="${name}" type="${type}" autocomplete="${complete}" required maxlength="256" value="${String(sender[name] ?? '')}"></label>`
  return html`
<form method="post">
<label>Your bank<select name="bank" autofocus>
${[...COLOMBIAN_BANKS].map(([code, name]) => html`<option value="${code}">${name}</option>`)}
</select></label>
${field('full_name', 'Full name', 'text', 'name')}
<div class="pair">
<label>Document<select name="document_type">
${DOCUMENTS.map((one) =>
  one === sender.document_type
    ? html`<option value="${one}" selected>${one.toUpperCase()}</option>`
    : html`<option value="${one}">${one.toUpperCase()}</option>`,
)}
</select></label>
${field('document_number', 'Number', 'text', 'off')}
</div>
${field('email', 'E-mail', 'email', 'email')}
${field('phone_number', 'Phone', 'tel', 'tel')}
<button name="action" value="pay">Pay</button>
<button class="no" name="action" value="refuse" formnovalidate>Refuse</button>
<button class="plain" name="action" value="expire" formnovalidate>Let it expire</button>
</form>`
}

function endedNote({ state, returned }: TransferRecord, back: string): Html {
  const isPaid = state !== 'canceled'
  return html`
${notice(isPaid ? 'good' : 'bad', isPaid ? 'It has been paid.' : (returned?.reason ?? 'It was not paid.'))}
<a class="button" href="${back}">Back to the shop</a>`
}

function findPse(world: World, id: string): TransferRecord {
  const transfer = findTransfer(world, id)
  if (transfer.source.payment_rail !== 'co_bank_transfer') throw notFound('Page')
  return transfer
}

function redirectUrlOf({ instructions }: TransferRecord): string {
  return String(instructions.redirect_url)
}
