import { Problem } from '../http/problem.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { TransferRecord } from '../records.ts'
import { receiveFiat } from '../transfers/deposit.ts'
import { awaitsFunds } from '../transfers/transfer.ts'
import type { World } from '../world.ts'
import { facts, type Html, html, notice, page, readForm, redirectTo } from './layout.ts'
import { AMOUNT_PATTERN, shownAmount, typedAmount } from './money.ts'

const HOUSE = 'Bre-B payment'
const PATH = '/pages/bre-b'

/** A payer's banking app: whom a key belongs to, and how much they pay to it. The key is in the address, or is typed. */
export const breBPages: readonly OtherRoute[] = [
  { method: 'GET', path: PATH, answer: ({ world, query }) => showKey(world, query.get('key') ?? '') },
  { method: 'POST', path: PATH, answer: payKey },
]

function payKey({ world, body }: OtherCall): Reply {
  const { key = '', amount: typed, full_name } = readForm(body)
  const transfer = findByKey(world, key)
  const amount = typedAmount(typed)
  if (transfer === null || !awaitsFunds(transfer)) return showKey(world, key)
  if (amount === null) return showKey(world, key, 'Type an amount like 250000 or 250000.50.')
  try {
    world.store.commit(() => receiveFiat(world, transfer, amount, full_name?.trim() || null))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return showKey(world, key, 'The payment was refused.')
  }
  return redirectTo(`${PATH}?key=${encodeURIComponent(key)}`)
}

function showKey(world: World, key: string, wrong?: string): Reply {
  const transfer = key === '' ? null : findByKey(world, key)
  if (transfer === null) return askKey(key)
  const { instructions, state, returned, deposit } = transfer
  const isOpen = awaitsFunds(transfer)
  return page({
    title: isOpen ? 'Pay by key' : 'Payment',
    house: HOUSE,
    ...(wrong === undefined ? {} : { status: 400 }),
    body: html`
<p class="soft">Key</p><p class="key">${key}</p>
${facts([
  ['Account holder', String(instructions.account_holder_name)],
  ['Message', String(instructions.deposit_message)],
])}
${wrong === undefined ? null : notice('bad', wrong)}
${isOpen ? amountForm(key, transfer) : null}
${deposit === null ? null : notice('good', `${shownAmount(deposit.amount, instructions.currency)} have been paid.`)}
${!isOpen && deposit === null ? notice('bad', returned?.reason ?? `The payment is ${state}.`) : null}`,
  })
}

function amountForm(key: string, { amount }: TransferRecord): Html {
  return html`
<form method="post">
<input type="hidden" name="key" value="${key}">
<label>Amount in COP<input name="amount" inputmode="decimal" pattern="${AMOUNT_PATTERN}" required autofocus autocomplete="off" value="${amount?.replace(/\.0+$/, '') ?? ''}"></label>
<label>Your name<input name="full_name" autocomplete="name" maxlength="256"></label>
<button>Pay</button>
</form>`
}

function askKey(key: string): Reply {
  return page({
    title: 'Pay by key',
    house: HOUSE,
    ...(key === '' ? {} : { status: 404 }),
    body: html`
${key === '' ? null : notice('bad', 'No account has this key.')}
<form method="get">
<label>Bre-B key<input name="key" required autofocus autocomplete="off" value="${key}"></label>
<button>Continue</button>
</form>`,
  })
}

function findByKey({ tables }: World, key: string): TransferRecord | null {
  const found = tables.transfers
    .values()
    .find(({ instructions, deleted }) => !deleted && instructions.bre_b_key === key.trim())
  return found ?? null
}
