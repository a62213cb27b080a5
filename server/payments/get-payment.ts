import type { Tokens } from '../chains/tokens.ts'
import { type Operation, readRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { PaymentShape, showPayment } from './read-payment.ts'

/** The level is that of the payment's product, so it is checked when the payment is known. */
export function getPayment(deps: { tokens: Tokens }) {
  return readRoute({
    method: 'GET',
    path: '/management/payments/{paymentId}',
    access: { anyKey: true },
    summary: 'State of one outgoing payment',
    tag: 'Payments',
    answer: PaymentShape,
    async read(db, call) {
      const paymentId = call.params.paymentId ?? ''
      if (!isId(paymentId)) return refuse('PAYMENT_NOT_FOUND')
      const payment = await db
        .selectFrom('payments')
        .selectAll()
        .where('company_id', '=', call.companyId)
        .where('id', '=', paymentId)
        .executeTakeFirst()
      if (payment === undefined) return refuse('PAYMENT_NOT_FOUND')
      if (call.caller.levels[payment.product as Operation] < 1)
        return refuse('KEY_LEVEL', { operation: payment.product, level: '1' })
      return showPayment(db, deps.tokens, payment)
    },
  })
}
