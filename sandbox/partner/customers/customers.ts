import { listAnswer } from '../http/list.ts'
import { type ApiRoute, idIn } from '../http/route.ts'
import { drawId } from '../world.ts'
import { createCustomerRoute, updateCustomerRoute } from './create-customer.ts'
import { findCustomer, saveCustomer, showCustomer } from './customer.ts'
import { kycLinkRoutes } from './kyc-links.ts'
import { personRoutes } from './persons.ts'
import { openPage, termsRoutes } from './terms.ts'

/** Everything under `/customers` but accounts and transfers, and `/kyc_links`. */
export const customerRoutes: readonly ApiRoute[] = [
  createCustomerRoute,
  {
    method: 'GET',
    path: '/customers',
    answer({ world, query }) {
      const email = query.get('email')
      const found = world.tables.customers
        .values()
        .filter(({ deleted, fields }) => !deleted && (email === null || fields.email === email))
      return listAnswer(found, query, showCustomer)
    },
  },
  ...termsRoutes,
  {
    method: 'GET',
    path: '/customers/{id}',
    answer: ({ world, params }) => ({ status: 200, body: showCustomer(findCustomer(world, idIn(params))) }),
  },
  updateCustomerRoute,
  {
    method: 'DELETE',
    path: '/customers/{id}',
    answer({ world, params }) {
      const customer = findCustomer(world, idIn(params))
      saveCustomer(world, customer, { ...customer, deleted: true, updated_at: world.now().getTime() })
      return { status: 200, body: showCustomer(customer) }
    },
  },
  {
    method: 'GET',
    path: '/customers/{id}/kyc_link',
    answer({ world, params, query }) {
      const { id } = findCustomer(world, idIn(params))
      const redirect_uri = query.get('redirect_uri')
      const page = { token: drawId(world), kind: 'kyc', customer_id: id, redirect_uri } as const
      return { status: 200, body: { url: openPage(world, page, 'kyc') } }
    },
  },
  ...personRoutes,
  ...kycLinkRoutes,
]
