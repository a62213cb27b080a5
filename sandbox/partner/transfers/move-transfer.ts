import { amountText } from '../decimal.ts'
import { invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type Json, TRANSFER_STATES, type TransferRecord, type TransferState } from '../records.ts'
import { schedule, unschedule } from '../world.ts'
import { fiatDeposit, STEP_MS } from './deposit.ts'
import { decimalsOf, settle } from './settle.ts'
import { payOut, refundTokens, returnOf, type StepDeps } from './step.ts'
import { changeTransfer, findTransfer } from './transfer.ts'

export interface TransferOrder {
  readonly state: TransferState
  /** What arrived; the announced amount when null. */
  readonly amount: string | null
  readonly reason: string | null
  readonly sender: string | null
}

/** Those that mean that money had come in. */
const AFTER_DEPOSIT: ReadonlySet<TransferState> = new Set([
  'funds_received',
  'payment_submitted',
  'payment_processed',
  'undeliverable',
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
])
const ENDED_BADLY: ReadonlySet<TransferState> = new Set([
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
  'canceled',
  'error',
  'undeliverable',
])

export function readTransferOrder(transfer: TransferRecord, body: Json): TransferOrder {
  const reader = new Reader(body).require('state')
  const state = reader.oneOf('state', TRANSFER_STATES)
  const { source: decimals } = decimalsOf(transfer.way)
  const units = reader.amount('amount', decimals)
  const text = (name: string) => (reader.has(name) ? reader.text(name) : null)
  const order = {
    amount: units === null ? null : amountText(units, decimals),
    reason: text('reason'),
    sender: text('sender_name'),
  }
  if (!reader.isRight || state === null) throw invalidParameters(reader.wrong)
  return { state, ...order }
}

/** Brings a transfer into any state, with what that state means: money that came in, tokens that were paid. From there it goes on. */
export async function moveTransfer(deps: StepDeps, id: string, order: TransferOrder): Promise<void> {
  const { world } = deps
  const { state } = order
  const before = findTransfer(world, id)
  const arrived = moneyOf(deps, before, order)
  const transfer: TransferRecord = {
    ...before,
    ...arrived,
    ...(ENDED_BADLY.has(state) ? { returned: reasonOf(before, order) } : {}),
  }
  if (transfer.way === 'ON' && (state === 'payment_submitted' || state === 'payment_processed'))
    await payOut(deps, transfer, state)
  if (transfer.way === 'OFF' && (state === 'refund_in_flight' || state === 'refunded'))
    await refundTokens(deps, transfer, state)
  world.store.commit(() => {
    const now = findTransfer(world, id)
    unschedule(world, 'expiry', id)
    // tokens may have arrived meanwhile
    const deposit = now.deposit ?? transfer.deposit
    const settled = now.settled ?? transfer.settled
    changeTransfer(world, now, { state, deposit, settled, returned: transfer.returned })
    if (goesOn({ ...now, deposit }, state)) schedule(world, 'transfer', id, STEP_MS)
    else unschedule(world, 'transfer', id)
  })
}

function moneyOf(
  { world }: StepDeps,
  transfer: TransferRecord,
  { state, amount, sender }: TransferOrder,
): Partial<TransferRecord> {
  const isNeeded = AFTER_DEPOSIT.has(state) && transfer.settled === null
  if (!isNeeded) return {}
  if (transfer.way === 'ON') return fiatDeposit(world, transfer, amount, sender)
  // tokens are a deposit when the chain has them, and not before
  const text = amount ?? transfer.amount
  if (text === null) throw invalidParameters({ amount: 'must be set' })
  return { settled: settle(world, transfer, text) }
}

function reasonOf(transfer: TransferRecord, { reason }: TransferOrder): TransferRecord['returned'] {
  const reference = transfer.returned?.reference ?? null
  return reason === null ? returnOf(transfer, reference) : { reason, reference }
}

function goesOn({ way, deposit }: TransferRecord, state: TransferState): boolean {
  switch (state) {
    case 'funds_received':
    case 'payment_submitted':
    case 'refund_in_flight':
      return true
    case 'returned':
      return way === 'ON' || deposit !== null
    case 'canceled':
    case 'error':
      return way === 'OFF' && deposit !== null
    default:
      return false
  }
}
