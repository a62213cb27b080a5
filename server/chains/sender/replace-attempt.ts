import { type Address, getAddress, parseTransaction, toHex } from 'viem'
import type { Tx } from '../../kernel/database.ts'
import { broadcast } from './broadcast.ts'
import { buildCall } from './build-call.ts'
import type { SenderContext } from './context.ts'
import { raiseFees, readFees } from './fees.ts'
import { CANCELLATION_GAS } from './gas-limit.ts'
import { replacedAttempts } from './metrics.ts'
import { type Prepared, prepareAnyway } from './prepare.ts'
import { signAttempt } from './sign-attempt.ts'
import { storeAttempt } from './store-attempt.ts'
import type { Attempt, TransactionRow } from './transaction-row.ts'
import type { Expected } from './verify-intent.ts'

/**
 * One more attempt with the same nonce and higher fees: of the payment, or a cancellation (a transfer of nothing to itself).
 * Only one attempt of a nonce can ever be mined. `OVERTAKEN`: another node was first, or it was mined meanwhile.
 * @throws when the node cannot be asked; IntentMismatch.
 */
export async function replaceAttempt(
  ctx: SenderContext,
  row: TransactionRow,
  attempts: readonly Attempt[],
  asCancellation: boolean,
  alsoRecord?: (tx: Tx) => Promise<void>,
): Promise<'STORED' | 'OVERTAKEN' | 'FEE_CAP'> {
  if (row.nonce === null) throw new Error('Only a numbered transaction can be replaced')
  const newest = attempts.at(-1)
  const market = await readFees(ctx.chain)
  const fees =
    newest === undefined
      ? market
      : raiseFees(
          { maxFee: newest.max_fee, priorityFee: newest.priority_fee },
          market,
          ctx.chain.config.maxFeePerGas,
        )
  if (fees === null) return 'FEE_CAP'
  const expected: Expected = asCancellation
    ? { kind: 'CANCELLATION' }
    : { kind: 'INTENT', intent: row.intent }
  const parts = asCancellation
    ? cancellation(getAddress(row.from_address))
    : await samePayment(ctx, row, attempts)
  const signed = await signAttempt(ctx, row, expected, { ...parts, nonce: row.nonce, fees })
  await ctx.checkpoint('signed')
  const stored = await storeAttempt(ctx, { row, attempts }, signed, fees, asCancellation, alsoRecord)
  await ctx.checkpoint('stored')
  if (stored === null) return 'OVERTAKEN'
  replacedAttempts.inc({ chain: row.chain })
  ctx.log.warn(
    { chain: row.chain, transaction: row.id, attempt: stored.number, asCancellation },
    'replaced with higher fees',
  )
  await broadcast(ctx, stored)
  return 'STORED'
}

/** A transfer of nothing to itself. */
export function cancellation(self: Address): Prepared {
  return { call: { to: self, data: '0x', value: 0n }, gas: CANCELLATION_GAS, authorizations: [] }
}

/** Gas and delegations as first estimated; the call is built from the intent anew. */
async function samePayment(
  ctx: SenderContext,
  row: TransactionRow,
  attempts: readonly Attempt[],
): Promise<Prepared> {
  const earlier = attempts.findLast((attempt) => !attempt.is_cancellation)
  if (earlier === undefined) return prepareAnyway(ctx, row)
  const { gas, authorizationList } = parseTransaction(toHex(earlier.raw) as `0x04${string}`)
  if (gas === undefined) throw new Error('A signed transaction has a gas limit')
  return {
    call: buildCall(row.intent, ctx.chain.config.nativeAddress),
    gas,
    authorizations: authorizationList ?? [],
  }
}
