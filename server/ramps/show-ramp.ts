import { Type } from 'typebox'
import type { Tokens } from '../chains/tokens.ts'
import type { Reader } from '../kernel/database.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { FIAT_DECIMALS } from './quote.ts'
import type { Ramp } from './ramp.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])
const NullableNumber = Type.Union([Type.Number(), Type.Null()])

const transfer = {
  id: Type.String(),
  type: Type.Enum(['RAMP_ON', 'RAMP_OFF']),
  status: Type.Enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']),
  company_id: Type.String(),
  destination_wallet_id: Type.String(),
  client_id: Type.String(),
  origin_amount: NullableNumber,
  origin_currency: Type.String(),
  origin_name: NullableText,
}

export const RampTransferShape = Type.Object(transfer)
export const RampShape = Type.Object({
  ...transfer,
  state: Type.String(),
  wallet_id: Type.String(),
  blockchain: Type.String(),
  transaction_hash: NullableText,
  exchange_rate: NullableNumber,
  service_fee: NullableNumber,
  final_amount: NullableNumber,
  final_currency: Type.String(),
  bank_account_id: NullableText,
  reason: NullableText,
  created_at: Type.String(),
  updated_at: Type.String(),
})

/** Both sides in their own currency: what goes in is the origin, what comes out is final. */
export function sidesOf(tokens: Pick<Tokens, 'defaults'>, ramp: Ramp) {
  const [token] = tokens.defaults(ramp.chain)
  const fiat = { currency: ramp.currency, decimals: FIAT_DECIMALS } as const
  const crypto = { currency: token?.symbol ?? '', decimals: token?.decimals ?? 0 }
  return ramp.type === 'RAMP_ON' ? { origin: fiat, final: crypto } : { origin: crypto, final: fiat }
}

export function showRampTransfer(tokens: Pick<Tokens, 'defaults'>, ramp: Ramp): object {
  const { origin } = sidesOf(tokens, ramp)
  return {
    id: ramp.id,
    type: ramp.type,
    status: ramp.status,
    company_id: ramp.company_id,
    destination_wallet_id: ramp.wallet_id,
    client_id: ramp.client_id,
    origin_amount: numberOf(ramp.origin_amount, origin.decimals),
    origin_currency: origin.currency,
    origin_name: ramp.payer ?? ramp.client_name,
  }
}

/** In the order given. Hashes of tokens under way are their transactions' of now. */
export async function showRamps(
  reader: Reader,
  tokens: Pick<Tokens, 'defaults'>,
  companyId: string,
  ramps: readonly Ramp[],
): Promise<object[]> {
  const hashes = await readHashes(reader, companyId, ramps)
  return ramps.map((ramp) => {
    const { final } = sidesOf(tokens, ramp)
    return {
      ...showRampTransfer(tokens, ramp),
      state: ramp.state,
      wallet_id: ramp.wallet_id,
      blockchain: ramp.chain,
      transaction_hash: ramp.type === 'RAMP_ON' ? ramp.payout_hash : (hashes.get(ramp.id) ?? null),
      exchange_rate: ramp.exchange_rate === null ? null : jsonNumber(ramp.exchange_rate),
      service_fee: numberOf(ramp.service_fee, FIAT_DECIMALS),
      final_amount: numberOf(ramp.final_amount, final.decimals),
      final_currency: final.currency,
      bank_account_id: ramp.bank_account_id,
      reason: ramp.reason,
      created_at: ramp.created_at.toISOString(),
      updated_at: ramp.updated_at.toISOString(),
    }
  })
}

async function readHashes(
  reader: Reader,
  companyId: string,
  ramps: readonly Ramp[],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = ramps.filter(({ tokens }) => tokens === 'QUEUED' || tokens === 'LEFT').map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const rows = await reader
    .selectFrom('chain_transactions')
    .select(['id', 'hash'])
    .where('company_id', '=', companyId)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, hash }) => [id, hash]))
}

function numberOf(units: bigint | null, decimals: number) {
  return units === null ? null : jsonNumber(unitsToText(units, decimals))
}
