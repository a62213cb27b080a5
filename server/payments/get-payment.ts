import { type Operation, readRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { PaymentShape, type ShowDeps, showPayment } from './read-payment.ts'

const PAYING: readonly Operation[] = ['treasury', 'virtual_wallets', 'cards']

/**
 * The level is that of the payment's product, so it is checked when the payment is known. A key that opens no product that pays
 * is refused before anything is looked up.
 */
export function getPayment(deps: ShowDeps) {
  return readRoute({
    method: 'GET',
    path: '/management/payments/{paymentId}',
    access: { anyKey: true },
    summary: 'State of one outgoing payment',
    tag: 'Payments',
    refusals: ['KEY_LEVEL', 'PAYMENT_NOT_FOUND'],
    answer: PaymentShape,
    async read(db, call) {
      const { levels } = call.caller
      if (PAYING.every((product) => levels[product] < 1))
        return refuse('KEY_LEVEL', { operation: PAYING.join(' or '), level: '1' })
      const paymentId = call.params.paymentId ?? ''
      if (!isId(paymentId)) return refuse('PAYMENT_NOT_FOUND')
      const payment = await db
        .selectFrom('payments')
        .selectAll()
        .where('company_id', '=', call.companyId)
        .where('id', '=', paymentId)
        .executeTakeFirst()
      if (payment === undefined) return refuse('PAYMENT_NOT_FOUND')
      if (levels[payment.product as Operation] < 1)
        return refuse('KEY_LEVEL', { operation: payment.product, level: '1' })
      return showPayment(db, deps, payment)
    },
  })
}
