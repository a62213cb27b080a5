import type { Route } from '../kernel/http/route.ts'
import { getPayment } from './get-payment.ts'
import { type ResolveDeps, resolvePayment } from './resolve-payment.ts'

export function paymentRoutes(deps: ResolveDeps): Route[] {
  return [getPayment(deps), resolvePayment(deps)]
}
