import type { PartnerChain, PartnerToken, PaymentOrder } from '../chains/partner-chain.ts'
import type { Wallet } from '../chains/payments.ts'
import { unitsOf } from '../decimal.ts'
import type { Json, PaymentRecord, TransferRecord, TransferState } from '../records.ts'
import { drawText, schedule, unschedule, type World } from '../world.ts'
import { STEP_MS } from './deposit.ts'
import { policyAddress } from './return-policies.ts'
import { changeTransfer, payoutId, refundId } from './transfer.ts'

export interface StepDeps {
  readonly world: World
  /** By rail. */
  readonly wallets: ReadonlyMap<string, Wallet>
}

const TRACKING_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789'

/** Brings a transfer to its next state, when that is due; what waits for a chain is asked again at the next look. */
export async function stepTransfer(deps: StepDeps, id: string): Promise<void> {
  const transfer = deps.world.tables.transfers.get(id)
  if (transfer === undefined) return
  if (transfer.deleted) return refundTokens(deps, transfer)
  switch (transfer.state) {
    case 'funds_received':
      if (transfer.way === 'ON') return payOut(deps, transfer, 'payment_submitted')
      return move(deps, transfer, { state: 'payment_submitted' }, STEP_MS)
    case 'payment_submitted':
      if (transfer.way === 'ON') return followPayment(deps, transfer, payoutId(id))
      return move(deps, transfer, {
        state: 'payment_processed',
        destination: delivered(deps.world, transfer),
      })
    case 'returned':
    case 'canceled':
    case 'error':
      return giveBack(deps, transfer)
    case 'refund_in_flight':
      if (transfer.way === 'ON') return move(deps, transfer, { state: 'refunded' })
      if (owesRefund(deps, transfer)) return refundTokens(deps, transfer)
      return followPayment(deps, transfer, refundId(id))
    case 'refunded':
      // brought into this state before its tokens came
      if (owesRefund(deps, transfer)) return refundTokens(deps, transfer, 'refunded')
      return drop(deps, transfer)
    case 'awaiting_funds':
    case 'in_review':
    case 'payment_processed':
    case 'undeliverable':
    case 'missing_return_policy':
    case 'refund_failed':
      return drop(deps, transfer)
  }
}

function owesRefund({ world }: StepDeps, { id, way, deposit }: TransferRecord): boolean {
  return way === 'OFF' && deposit !== null && world.tables.payments.get(refundId(id)) === undefined
}

/** The next state, and a look after it. */
function move(
  { world }: StepDeps,
  transfer: TransferRecord,
  change: Partial<TransferRecord>,
  lookAfterMs?: number,
): void {
  world.store.commit(() => {
    if (lookAfterMs === undefined) unschedule(world, 'transfer', transfer.id)
    else schedule(world, 'transfer', transfer.id, lookAfterMs)
    changeTransfer(world, transfer, change)
  })
}

function drop({ world }: StepDeps, { id }: TransferRecord): void {
  world.store.commit(() => unschedule(world, 'transfer', id))
}

/** Tokens to the destination, once for ever; `state` counts from the moment they are signed. */
export async function payOut(deps: StepDeps, transfer: TransferRecord, state: TransferState): Promise<void> {
  const { destination, settled } = transfer
  const { chain, token } = tokenOf(deps, destination)
  const units = unitsOf(settled?.final_amount ?? '0', token.decimals)
  if (units === 0n) return move(deps, transfer, { state: 'undeliverable' })
  const order = { token: token.address, to: String(destination.to_address), units }
  await pay(deps, chain, payoutId(transfer.id), order, transfer, {
    state,
    settled,
    deposit: transfer.deposit,
  })
}

async function pay(
  { world, wallets }: StepDeps,
  chain: PartnerChain,
  id: string,
  order: PaymentOrder,
  transfer: TransferRecord,
  change: Partial<TransferRecord>,
): Promise<void> {
  const wallet = wallets.get(chain.rail)
  if (wallet === undefined) throw new Error(`no wallet on ${chain.rail}`)
  const keep = (payment?: PaymentRecord) => {
    // it may have changed while the payment was signed
    const now = world.tables.transfers.get(transfer.id) ?? transfer
    schedule(world, 'transfer', transfer.id, STEP_MS)
    changeTransfer(world, now, change, payment)
  }
  if (world.tables.payments.get(id) !== undefined) world.store.commit(() => keep())
  else await wallet.pay(id, order, keep)
}

/** Mined: the end. Failed on chain: the end as well, and another one. */
async function followPayment(deps: StepDeps, transfer: TransferRecord, id: string): Promise<void> {
  const payment = deps.world.tables.payments.get(id)
  const chain = payment === undefined ? undefined : deps.world.chains.get(payment.rail)
  // forced into this state before there was anything to pay
  if (payment === undefined || chain === undefined) return drop(deps, transfer)
  const { kind } = await chain.outcome({ hash: payment.hash, expiresAt: payment.expires_at })
  if (kind === 'WAITING' || kind === 'EXPIRED') return
  const isPayout = id === payoutId(transfer.id)
  if (kind === 'DONE') move(deps, transfer, { state: isPayout ? 'payment_processed' : 'refunded' })
  else move(deps, transfer, { state: isPayout ? 'undeliverable' : 'refund_failed' })
}

/** What came in goes back: fiat through a bank, tokens to the return address. */
function giveBack(deps: StepDeps, transfer: TransferRecord): Promise<void> | void {
  if (transfer.way === 'OFF') return refundTokens(deps, transfer)
  if (transfer.state !== 'returned') return drop(deps, transfer)
  const reference = deps.world.store.commit(() => drawText(deps.world, TRACKING_LETTERS, 16))
  move(deps, transfer, { state: 'refund_in_flight', returned: returnOf(transfer, reference) }, STEP_MS)
}

export async function refundTokens(
  deps: StepDeps,
  transfer: TransferRecord,
  state: TransferState = 'refund_in_flight',
): Promise<void> {
  const { deposit, source, deleted } = transfer
  if (deposit?.units == null) return drop(deps, transfer)
  const back = transfer.return_address?.address ?? policyAddress(deps.world, source, deposit.from)
  if (back === null) return move(deps, transfer, { state: 'missing_return_policy' })
  const { chain, token } = tokenOf(deps, source)
  const order = { token: token.address, to: back, units: BigInt(deposit.units) }
  const change = { returned: returnOf(transfer, null), ...(deleted ? {} : { state }) }
  await pay(deps, chain, refundId(transfer.id), order, transfer, change)
  if (deleted) drop(deps, transfer)
}

export function returnOf({ returned }: TransferRecord, reference: string | null): TransferRecord['returned'] {
  return {
    reason: returned?.reason ?? 'The transfer was ended',
    reference: reference ?? returned?.reference ?? null,
  }
}

function tokenOf({ world }: StepDeps, side: Json): { chain: PartnerChain; token: PartnerToken } {
  const chain = world.chains.get(String(side.payment_rail))
  const token = chain?.tokens.find(({ symbol }) => symbol === side.currency)
  if (chain === undefined || token === undefined) throw new Error(`${String(side.currency)} is gone`)
  return { chain, token }
}

/** What a bank says of a payment that it has delivered. */
function delivered(world: World, { destination }: TransferRecord): Json {
  const tracking = world.store.commit(() => drawText(world, TRACKING_LETTERS, 22))
  switch (destination.payment_rail) {
    case 'ach':
    case 'ach_same_day':
      return { ...destination, trace_number: tracking.replace(/\D/g, '7').slice(0, 15) }
    case 'wire':
      return { ...destination, imad: tracking, tracking_number: tracking }
    default:
      return { ...destination, tracking_number: tracking }
  }
}
