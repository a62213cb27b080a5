import { Type } from 'typebox'
import type { Reader } from '../../../server/kernel/database.ts'
import { amountField, enumField, readAmount } from '../../../server/kernel/http/fields.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { decimalToUnits, unitsToText } from '../../../server/kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { findRamp, type Ramp } from '../../../server/ramps/ramp.ts'
import { notesOf, Problem } from '../../partner/http/problem.ts'
import { TRANSFER_STATES } from '../../partner/records.ts'
import { decimalsOf } from '../../partner/transfers/settle.ts'
import { becomes } from '../../processes.ts'
import type { PartnerRoutesDeps } from './deps.ts'

/** The platform makes the partner's transfer after it has answered its caller. */
const MADE_MS_MAX = 10_000

/** Brings the partner's transfer of a ramp into a state; the platform hears of it as it would in production. */
export function moveRamp({ partner, platform }: PartnerRoutesDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/ramps/{rampId}/state',
    access: { level: 2, operation: 'virtual_wallets' },
    sandboxOnly: true,
    status: 201,
    summary: 'Bring a ramp into a state at the simulated partner',
    refusals: [
      'RAMP_NOT_FOUND',
      'RAMP_NOT_AT_PARTNER',
      'PARTNER_CONTROL_REFUSED',
      'VALUE_NOT_ALLOWED',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
    ],
    tag: 'Sandbox',
    body: Type.Object({
      state: enumField(TRANSFER_STATES),
      amount: Type.Optional(amountField()),
      reason: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    answer: Type.Null(),
    async write(tx, { companyId, params, body }) {
      const ramp = await findRamp(tx, companyId, params.rampId ?? '')
      if (isRefusal(ramp)) return ramp
      const amount = body.amount === undefined ? announced(ramp) : given(ramp, body.amount)
      if (isRefusal(amount)) return amount
      return { rampId: ramp.id, state: body.state, amount, reason: body.reason ?? null }
    },
    async finish({ rampId, ...order }, { companyId }) {
      const transferId = await transferOf(platform().db, companyId, rampId)
      if (isRefusal(transferId)) return transferId
      try {
        await partner.moveTransfer(transferId, { ...order, sender: null })
        return undefined
      } catch (error) {
        if (error instanceof Problem)
          return refuse('PARTNER_CONTROL_REFUSED', { detail: notesOf(error).join('; ') })
        throw error
      }
    },
  })
}

/** Fiat for an on-ramp, tokens for an off-ramp. */
function given(ramp: Ramp, value: unknown): string | Refusal {
  const { source: decimals } = decimalsOf(ramp.type === 'RAMP_ON' ? 'ON' : 'OFF')
  const amount = readAmount('amount', value, { decimalsMax: decimals })
  if (isRefusal(amount)) return amount
  const units = decimalToUnits(amount, decimals)
  return units === null ? refuse('AMOUNT_TOO_LARGE', { field: 'amount' }) : unitsToText(units, decimals)
}

/** The partner knows what an off-ramp is of; an on-ramp may take what arrives. Null: the payer chooses. */
function announced({ type, origin_amount: cents }: Ramp): string | null {
  return type === 'RAMP_ON' && cents !== null ? unitsToText(BigInt(cents), decimalsOf('ON').source) : null
}

async function transferOf(db: Reader, companyId: string, rampId: string): Promise<string | Refusal> {
  const read = () => findRamp(db, companyId, rampId)
  let ramp = await read()
  await becomes(async () => {
    ramp = await read()
    return isRefusal(ramp) || ramp.state === 'awaiting_approval' || ramp.partner_transfer_id !== null
  }, MADE_MS_MAX)
  if (isRefusal(ramp)) return ramp
  return ramp.partner_transfer_id ?? refuse('RAMP_NOT_AT_PARTNER', { id: rampId })
}
