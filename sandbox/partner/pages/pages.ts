import { Problem } from '../http/problem.ts'
import type { OtherRoute, Reply } from '../http/server.ts'
import { breBPages } from './bre-b.ts'
import { checkoutPages } from './checkout.ts'
import { kycPages } from './kyc.ts'
import { html, page } from './layout.ts'
import { psePages } from './pse.ts'
import { receiptPages } from './receipt.ts'
import { termsPages } from './terms.ts'

/** What people see of the partner and of banks. Who knows an address may use its page. */
export const pageRoutes: readonly OtherRoute[] = [
  ...termsPages,
  ...kycPages,
  ...psePages,
  ...breBPages,
  ...checkoutPages,
  ...receiptPages,
].map((route) => ({ ...route, answer: (call) => forPeople(() => route.answer(call)) }))

/** A refusal as a page. */
async function forPeople(make: () => Promise<Reply> | Reply): Promise<Reply> {
  try {
    return await make()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { status } = error
    const title = status === 404 ? 'There is no such page' : 'This did not work'
    const body = html`<p>${status === 404 ? 'The link is wrong, or what it stood for is gone.' : 'Go back and try again.'}</p>`
    return page({ title, house: 'Partner', status, body })
  }
}
