import { recordEvent } from '../events/event.ts'
import { notFound } from '../http/problem.ts'
import type { Json, PaymentRecord, TransferRecord, TransferState } from '../records.ts'
import { isoTime, type World } from '../world.ts'

export function findTransfer({ tables }: World, id: string): TransferRecord {
  const found = tables.transfers.get(id)
  if (found === undefined || found.deleted) throw notFound('Transfer')
  return found
}

/** Puts what `change` makes of it, and its event. Within a commit. */
export function changeTransfer(
  world: World,
  before: TransferRecord,
  change: Partial<TransferRecord>,
  payment?: PaymentRecord,
): TransferRecord {
  const shown = showTransfer(world, before)
  const after = { ...before, ...change, updated_at: world.now().getTime() }
  if (payment !== undefined) world.tables.payments.put(payment.id, payment)
  putTransfer(world, before.deleted ? null : shown, after)
  return after
}

/** A new one. Within a commit. */
export function addTransfer(world: World, transfer: TransferRecord): void {
  putTransfer(world, null, transfer)
}

function putTransfer(world: World, before: Json | null, after: TransferRecord): void {
  world.tables.transfers.put(after.id, after)
  const isGone = after.deleted
  if (isGone && before === null) return // nobody is told of what it becomes
  recordEvent(world, {
    category: 'transfer',
    id: after.id,
    before,
    after: isGone ? null : showTransfer(world, after),
    stateField: 'state',
  })
}

export const payoutId = (transferId: string) => `${transferId}:payout`
export const refundId = (transferId: string) => `${transferId}:refund`

/** It may still be paid, changed and deleted. */
export function awaitsFunds({ state }: { readonly state: TransferState }): boolean {
  return state === 'awaiting_funds'
}

/** The currency of amount and fee: the source's, or what its token is pegged to. */
export function denominationOf({ way, source }: TransferRecord): string {
  return way === 'ON' ? String(source.currency) : 'usd'
}

export function showTransfer(world: World, transfer: TransferRecord): Json {
  const { settled } = transfer
  return {
    id: transfer.id,
    client_reference_id: transfer.client_reference_id,
    state: transfer.state,
    on_behalf_of: transfer.customer_id,
    amount: transfer.amount ?? settled?.initial_amount ?? null,
    currency: denominationOf(transfer),
    developer_fee: transfer.developer_fee ?? settled?.developer_fee ?? '0.0',
    ...(transfer.developer_fee_percent === null
      ? {}
      : { developer_fee_percent: transfer.developer_fee_percent }),
    ...(Object.keys(transfer.features).length === 0 ? {} : { features: transfer.features }),
    source: showSource(transfer),
    destination: transfer.destination,
    source_deposit_instructions: transfer.instructions,
    receipt: showReceipt(world, transfer),
    return_details: showReturn(world, transfer),
    exchange_details:
      settled?.exchange_rate == null
        ? null
        : { exchange_rate: settled.exchange_rate, mid_market_rate: settled.mid_market_rate },
    template_id: null,
    created_at: isoTime(transfer.created_at),
    updated_at: isoTime(transfer.updated_at),
  }
}

/** The payer's data comes back masked. */
function showSource({ source, deposit }: TransferRecord): Json {
  const sender =
    deposit?.from == null || source.from_address !== undefined ? {} : { sender_name: deposit.from }
  const { co_bank_transfer: pse } = source as { readonly co_bank_transfer?: { readonly sender_data?: Json } }
  if (pse?.sender_data === undefined) return { ...source, ...sender }
  const masked = Object.entries(pse.sender_data).map(([name, value]) => [name, mask(name, String(value))])
  return {
    ...source,
    ...sender,
    co_bank_transfer: { ...pse, sender_data: Object.fromEntries(masked) },
  }
}

function mask(name: string, value: string): string {
  return name === 'full_name' || name === 'document_type' ? value : `***${value.slice(-4)}`
}

/** Fields appear when they are known. */
function showReceipt(world: World, transfer: TransferRecord): Json {
  const { settled, deposit, state } = transfer
  const url = `${world.origin}/pages/receipt/${transfer.id}`
  if (settled === null) return { url }
  const payout = world.tables.payments.get(payoutId(transfer.id))
  const isPaid = payout !== undefined || state === 'payment_processed'
  return {
    initial_amount: settled.initial_amount,
    developer_fee: settled.developer_fee,
    exchange_fee: '0.0',
    pre_conversion_subtotal_amount: settled.pre_conversion_subtotal_amount,
    converted_amount: settled.converted_amount,
    subtotal_amount: settled.converted_amount,
    ...(settled.exchange_rate === null
      ? {}
      : { exchange_rate: settled.exchange_rate, mid_market_rate: settled.mid_market_rate }),
    ...(isPaid ? { gas_fee: '0.0', final_amount: settled.final_amount } : {}),
    ...(deposit === null || deposit.tx_hash === null ? {} : { source_tx_hash: deposit.tx_hash }),
    ...(payout === undefined ? {} : { destination_tx_hash: payout.hash }),
    url,
  }
}

function showReturn(world: World, { id, returned }: TransferRecord): Json | null {
  if (returned === null) return null
  const refund = world.tables.payments.get(refundId(id))
  return {
    reason: returned.reason,
    refund_reference_id: refund?.hash ?? returned.reference,
    risk_rejection_reason: null,
  }
}
