import QRCode from 'qrcode'
import { Type } from 'typebox'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { FIAT_DECIMALS } from './quote.ts'
import type { Ramp } from './ramp.ts'

const NullableText = Type.Union([Type.String(), Type.Null()])
const Head = {
  id: Type.String(),
  state: Type.Literal('pending'),
  amount: Type.Number(),
  currency: Type.String(),
  payment_rail: Type.String(),
}

export const OnRampShape = Type.Union([
  Type.Object({
    ...Head,
    deposit_message: NullableText,
    bank_number: NullableText,
    bank_code: NullableText,
    bank_name: NullableText,
    bank_address: NullableText,
    bank_beneficiary_name: NullableText,
    bank_beneficiary_address: NullableText,
    br_code: NullableText,
    qr_code: NullableText,
  }),
  Type.Object({ ...Head, start_url: NullableText, redirect_url: NullableText }),
  Type.Object({ ...Head, bre_b_key: NullableText }),
])

/** What a payer needs, as the partner wrote it. Its names differ from rail to rail; callers know one set for all but COP. */
export async function showOnRamp(ramp: Ramp): Promise<object> {
  const told = ramp.instructions ?? {}
  const head = {
    id: ramp.id,
    state: 'pending',
    amount: jsonNumber(unitsToText(ramp.origin_amount ?? 0n, FIAT_DECIMALS)),
    currency: ramp.currency,
    payment_rail: ramp.rail,
  }
  const first = (...names: string[]) =>
    names.map((name) => told[name] ?? null).find((text) => text !== null) ?? null
  if (ramp.rail === 'CO_BANK_TRANSFER')
    return { ...head, start_url: first('start_url'), redirect_url: ramp.redirect_url }
  if (ramp.rail === 'BRE_B') return { ...head, bre_b_key: first('bre_b_key') }
  const code = ramp.rail === 'PIX' ? first('br_code') : null
  return {
    ...head,
    deposit_message: first('deposit_message'),
    bank_number: first('bank_account_number', 'iban', 'clabe', 'account_number', 'pix_key'),
    bank_code: first('bank_routing_number', 'bic', 'sort_code'),
    bank_name: first('bank_name'),
    bank_address: first('bank_address'),
    bank_beneficiary_name: first('bank_beneficiary_name', 'account_holder_name'),
    bank_beneficiary_address: first('bank_beneficiary_address'),
    br_code: code,
    qr_code: code === null ? null : await qrCode(code),
  }
}

/** PNG, base64. Level M is what Pix codes have in the banks' own. */
async function qrCode(text: string): Promise<string> {
  const png = await QRCode.toBuffer(text, { type: 'png', errorCorrectionLevel: 'M', margin: 4, scale: 6 })
  return png.toString('base64')
}
