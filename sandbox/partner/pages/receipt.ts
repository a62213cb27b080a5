import { idIn } from '../http/route.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { Json } from '../records.ts'
import { denominationOf, findTransfer, showTransfer } from '../transfers/transfer.ts'
import { facts, type Html, html, notice, page } from './layout.ts'
import { shownAmount } from './money.ts'

/** What became of a transfer, for its users. */
export const receiptPages: readonly OtherRoute[] = [
  { method: 'GET', path: '/pages/receipt/{id}', answer: showReceipt },
]

const TOLD_APART = new Set(['payment_rail', 'amount', 'currency', 'start_url', 'redirect_url'])

function showReceipt({ world, params }: OtherCall): Reply {
  const transfer = findTransfer(world, idIn(params))
  const shown = showTransfer(world, transfer)
  const receipt = shown.receipt as Json
  const { source, destination, state, instructions } = transfer
  const money = (name: string, currency: unknown) =>
    receipt[name] === undefined ? [] : ([[label(name), shownAmount(receipt[name], currency)]] as const)
  return page({
    title: 'Transfer',
    house: 'Partner receipt',
    body: html`
${shown.amount === null ? null : html`<p class="amount">${shownAmount(shown.amount, denominationOf(transfer))}</p>`}
${facts([
  ['State', label(state)],
  ['From', sideText(source)],
  ['To', sideText(destination)],
  ...money('initial_amount', source.currency),
  ...money('developer_fee', source.currency),
  ...money('final_amount', destination.currency),
  ...textFacts(receipt, ['exchange_rate', 'source_tx_hash', 'destination_tx_hash']),
  ...textFacts((shown.return_details ?? {}) as Json, ['reason', 'refund_reference_id']),
])}
${state === 'awaiting_funds' ? howToPay(instructions) : null}`,
  })
}

function howToPay(instructions: Json): Html {
  const names = Object.keys(instructions).filter((name) => !TOLD_APART.has(name))
  const { start_url: start, bre_b_key: key } = instructions
  const bank = start ?? (key === undefined ? null : `/pages/bre-b?key=${String(key)}`)
  return html`
${notice('good', 'Waits for the payment.')}
${facts(textFacts(instructions, names))}
${bank === null ? null : html`<a class="button" href="${String(bank)}">Open the bank page</a>`}`
}

function textFacts(object: Json, names: readonly string[]): [string, string][] {
  return names.flatMap((name): [string, string][] =>
    object[name] === undefined || object[name] === null ? [] : [[label(name), String(object[name])]],
  )
}

function sideText({ currency, payment_rail: rail }: Json): string {
  return `${String(currency).toUpperCase()} by ${label(String(rail))}`
}

function label(name: string): string {
  return name.replaceAll('_', ' ')
}
