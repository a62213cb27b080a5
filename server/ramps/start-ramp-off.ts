import type { Token } from '../chains/types.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { moneyToText } from '../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { virtualBalance } from '../wallets/balances.ts'
import { writeMovements } from '../wallets/movement.ts'
import { commitFromHolding } from '../wallets/pay-outside.ts'
import { ANSWER_OUT_MS, CREATE_OUT_MS } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import type { OffTarget } from './off-order.ts'
import { loadRamp } from './ramp.ts'
import { movementData } from './ramp-movement.ts'
import { clientName, type RampParty } from './ramp-wallet.ts'

export interface NewRampOff {
  readonly party: RampParty
  readonly target: OffTarget
  readonly token: Token
  /** Cents, by the rate of now. */
  readonly quoted: bigint
  readonly requestedBy: string
  readonly at: Date
}

/** JSON: it is kept with the idempotency key. */
export interface StartedOff {
  readonly rampId: string
  /** For approval: nothing is asked of the partner yet. */
  readonly waits: boolean
}

/**
 * Takes the virtual balance and the holding balance, and commits that the partner is to pay out, with the key under which it makes the
 * transfer. The ramp's id is the payment's. The caller holds the locks of client, bank account and wallet. W12, R12, R13: then nothing was written.
 */
export async function startRampOff(
  tx: Tx,
  deps: Pick<RampDeps, 'config'>,
  start: NewRampOff,
): Promise<StartedOff | Refusal> {
  const { party, target, token, at } = start
  const { wallet, client } = party
  const { company_id: companyId, chain } = wallet
  const { units, bank } = target
  const holding = await findHoldingWallet(tx, companyId, chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Wallet ${wallet.id} has no holding wallet`)
  const rampId = newId()
  const committed = await commitFromHolding(tx, {
    paymentId: rampId,
    operation: 'ramp_off',
    holding,
    walletId: wallet.id,
    payer: virtualBalance(wallet.id, token.id),
    token,
    // Policies judge its amount; where it goes is the partner's to say.
    toAddress: null,
    units,
    requestedBy: start.requestedBy,
    at,
  })
  if (isRefusal(committed))
    return asOffRamp(committed, { amount: moneyToText({ asset: token, units }), clientId: client.id })
  const { waits } = committed
  const now = Date.now()
  await tx
    .insertInto('ramps')
    .values({
      company_id: companyId,
      id: rampId,
      type: 'RAMP_OFF',
      state: waits ? 'awaiting_approval' : 'awaiting_funds',
      status: waits ? 'PENDING' : 'PROCESSING',
      wallet_id: wallet.id,
      client_id: client.id,
      client_name: clientName(client),
      chain,
      token_address: token.address,
      rail: target.rail,
      currency: target.currency,
      origin_amount: units,
      quoted_amount: start.quoted,
      fee_percent: deps.config.ramps.feePercent,
      bank_account_id: bank.id,
      reference: target.reference,
      requested_by: start.requestedBy,
      partner_key: newId(),
      partner_customer_id: party.customerId,
      partner_account_id: bank.partner_account_id,
      tokens: 'HELD',
      // The call itself begins; the loop takes over where it was cut short.
      look_at: waits ? null : new Date(now + ANSWER_OUT_MS),
      create_until: new Date(now + CREATE_OUT_MS),
      created_at: at,
      updated_at: at,
    })
    .execute()
  const ramp = await loadRamp(tx, { companyId, id: rampId })
  await writeMovements(tx, [
    {
      companyId,
      walletId: wallet.id,
      operation: 'RAMP_OFF_TRANSFER',
      operationId: rampId,
      status: ramp.status,
      token,
      units,
      hash: null,
      subjectId: rampId,
      data: movementData(ramp),
      at,
    },
  ])
  return { rampId, waits }
}

/** The words of the contract for what a withdrawal calls W6 and W7. */
function asOffRamp(
  refusal: Refusal,
  params: { readonly amount: string; readonly clientId: string },
): Refusal {
  switch (refusal.name) {
    case 'INSUFFICIENT_VIRTUAL_BALANCE':
      return refuse('RAMP_OFF_BALANCE', params)
    case 'INSUFFICIENT_HOLDING':
      return refuse('RAMP_OFF_HOLDING', params)
    default:
      return refusal
  }
}
