import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { rampToken } from './chain-side.ts'
import { CREATE_IN_MS } from './create-times.ts'
import type { RampDeps } from './deps.ts'
import type { FiatCurrency, RampRail } from './fiat.ts'
import { CRYPTO_DECIMALS, exactly, feeOf } from './quote.ts'
import { clientName, type RampParty } from './ramp-wallet.ts'

const DAY_MS = 86_400_000

export interface NewRampOn {
  readonly party: RampParty
  readonly rail: RampRail
  readonly currency: FiatCurrency
  /** Null: chosen at the checkout. */
  readonly cents: bigint | null
  readonly redirectUrl: string | null
  /** Millionths of the token, by the rate of now. */
  readonly quoted: bigint
  readonly requestedBy: string
  readonly at: Date
}

/**
 * Commits that an on-ramp is wanted, with the key under which the partner is to make it. Nobody sees it before the partner has. The
 * caller holds the locks of client and wallet. @returns its id.
 */
export async function startRampOn(
  tx: Tx,
  deps: Pick<RampDeps, 'tokens' | 'config'>,
  start: NewRampOn,
): Promise<string> {
  const { party, cents, at } = start
  const { wallet, client } = party
  const { feePercent, unpaidDays } = deps.config.ramps
  const token = rampToken(deps.tokens, wallet.chain)
  const id = newId()
  const createUntil = new Date(Date.now() + CREATE_IN_MS)
  await tx
    .insertInto('ramps')
    .values({
      company_id: wallet.company_id,
      id,
      type: 'RAMP_ON',
      state: 'CREATING',
      status: 'PENDING',
      wallet_id: wallet.id,
      client_id: client.id,
      client_name: clientName(client),
      chain: wallet.chain,
      token_address: token.address,
      rail: start.rail,
      currency: start.currency,
      origin_amount: cents,
      quoted_amount: start.quoted * 10n ** BigInt(token.decimals - CRYPTO_DECIMALS),
      service_fee: cents === null ? null : feeOf(cents, exactly(feePercent)),
      fee_percent: feePercent,
      redirect_url: start.redirectUrl,
      requested_by: start.requestedBy,
      partner_key: newId(),
      partner_customer_id: party.customerId,
      // The call itself has the partner make it. Whoever finds it unmade after that gives it up.
      look_at: createUntil,
      create_until: createUntil,
      expires_at: new Date(at.getTime() + unpaidDays * DAY_MS),
      created_at: at,
      updated_at: at,
    })
    .execute()
  return id
}
