import type { PartnerChain, PartnerToken, TokenMove } from '../chains/partner-chain.ts'
import { amountText, unitsOf } from '../decimal.ts'
import { invalidParameters } from '../http/problem.ts'
import type { Json, TransferRecord } from '../records.ts'
import { schedule, unschedule, type World } from '../world.ts'
import { FIAT_DECIMALS, settle, TOKEN_DECIMALS } from './settle.ts'
import { awaitsFunds, changeTransfer } from './transfer.ts'

/** The time between two states. */
export const STEP_MS = 1_000

/** Money has arrived at a bank: the amount may be another one than was announced. Within a commit. */
export function receiveFiat(
  world: World,
  transfer: TransferRecord,
  amount: string | null,
  sender: string | null,
): TransferRecord {
  if (transfer.way !== 'ON') throw invalidParameters({ transfer_id: 'is paid with tokens' })
  if (!awaitsFunds(transfer)) throw invalidParameters({ transfer_id: `is ${transfer.state}` })
  unschedule(world, 'expiry', transfer.id)
  schedule(world, 'transfer', transfer.id, STEP_MS)
  return changeTransfer(world, transfer, {
    state: 'funds_received',
    ...fiatDeposit(world, transfer, amount, sender),
  })
}

export function fiatDeposit(
  world: World,
  transfer: TransferRecord,
  amount: string | null,
  sender: string | null,
): Pick<TransferRecord, 'deposit' | 'settled'> {
  const arrived = amount ?? transfer.amount
  if (arrived === null) throw invalidParameters({ amount: 'must be set: the transfer takes what arrives' })
  const text = amountText(unitsOf(arrived, FIAT_DECIMALS), FIAT_DECIMALS)
  return {
    deposit: { amount: text, units: null, tx_hash: null, from: sender ?? payerOf(world, transfer) },
    settled: settle(world, transfer, text),
  }
}

/** Who pays when nobody says: the payer that was announced, or the customer. */
function payerOf({ tables }: World, { source, customer_id }: TransferRecord): string | null {
  const { co_bank_transfer: pse } = source as { readonly co_bank_transfer?: { readonly sender_data?: Json } }
  const { first_name, last_name, business_legal_name } = tables.customers.get(customer_id)?.fields ?? {}
  const named = pse?.sender_data?.full_name ?? business_legal_name
  return named === undefined ? `${first_name ?? ''} ${last_name ?? ''}`.trim() || null : String(named)
}

/** Tokens that moved in final blocks: those to addresses of transfers count, each once. Within a commit. */
export function takeArrivals(world: World, chain: PartnerChain, moves: readonly TokenMove[]): void {
  if (moves.length === 0) return
  const byAddress = new Map(
    paidOn(world, chain).map((transfer) => [transfer.instructions.to_address, transfer.id]),
  )
  for (const move of moves) {
    const id = byAddress.get(move.to)
    const arrival = `${move.hash}:${move.index}`
    // read again after a restart of the chain
    if (id === undefined || world.tables.arrivals.get(arrival) !== undefined) continue
    const transfer = world.tables.transfers.get(id)
    const token = chain.tokens.find(({ address }) => address === move.token)
    if (transfer !== undefined && token !== undefined) takeArrival(world, chain, transfer, token, move)
  }
}

/** Transfers whose tokens come in on this chain. */
export function paidOn({ tables }: World, { rail }: PartnerChain): TransferRecord[] {
  return tables.transfers.values().filter(({ way, source }) => way === 'OFF' && source.payment_rail === rail)
}

function takeArrival(
  world: World,
  chain: PartnerChain,
  transfer: TransferRecord,
  token: PartnerToken,
  move: TokenMove,
): void {
  const ignored = whyIgnored(chain, transfer, token, move)
  const id = `${move.hash}:${move.index}`
  world.tables.arrivals.put(id, {
    id,
    rail: chain.rail,
    transfer_id: transfer.id,
    token: token.symbol,
    amount: amountText(move.units, token.decimals),
    tx_hash: move.hash,
    from: move.from,
    memo: move.memo,
    ignored,
  })
  if (ignored !== null) {
    world.log.warn({ transferId: transfer.id, hash: move.hash, ignored }, 'tokens arrived that do not count')
    return
  }
  const cut = token.decimals > TOKEN_DECIMALS ? 10n ** BigInt(token.decimals - TOKEN_DECIMALS) : 1n
  const amount = amountText(move.units / cut, Math.min(token.decimals, TOKEN_DECIMALS))
  const deposit = { amount, units: move.units.toString(), tx_hash: move.hash, from: move.from }
  const isAwaited = awaitsFunds(transfer) && !transfer.deleted
  const isInHand = transfer.state === 'payment_processed'
  changeTransfer(world, transfer, {
    deposit,
    settled: transfer.settled ?? settle(world, transfer, amount),
    ...(isAwaited ? { state: 'funds_received' } : {}),
  })
  // on with it, or back with it when it is not wanted any more
  if (!isInHand) schedule(world, 'transfer', transfer.id, STEP_MS)
}

/** Null: it counts. */
function whyIgnored(
  chain: PartnerChain,
  { source, instructions, features, deposit }: TransferRecord,
  token: PartnerToken,
  { from, memo }: TokenMove,
): string | null {
  if (token.symbol !== source.currency) return `the transfer is paid in ${String(source.currency)}`
  if (deposit !== null) return 'it was paid before'
  if (
    features.allow_any_from_address !== true &&
    source.from_address !== null &&
    from !== source.from_address
  )
    return `it must come from ${String(source.from_address)}`
  if (chain.hasMemo && memo !== instructions.blockchain_memo) return 'the memo is missing or another one'
  return null
}
