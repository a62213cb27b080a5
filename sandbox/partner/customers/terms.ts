import { type ApiRoute, idIn } from '../http/route.ts'
import type { PageRecord } from '../records.ts'
import { drawId, type World } from '../world.ts'
import { findCustomer } from './customer.ts'

export const termsRoutes: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/customers/tos_links',
    answer: ({ world }) => ({ status: 201, body: { url: termsUrl(world, null) } }),
  },
  {
    method: 'GET',
    path: '/customers/{id}/tos_acceptance_link',
    answer: ({ world, params }) => ({
      status: 200,
      body: { url: termsUrl(world, findCustomer(world, idIn(params)).id) },
    }),
  },
]

/** Null: for a customer who is not there yet. Within a commit. */
function termsUrl(world: World, customerId: string | null): string {
  const token = drawId(world)
  return openPage(world, { token, kind: 'terms', customer_id: customerId }, 'terms')
}

/** Remembers what the page is for. @returns its address. Within a commit. */
export function openPage(world: World, page: PageRecord, place: 'terms' | 'kyc'): string {
  world.tables.pages.put(page.token, page)
  return `${world.origin}/pages/${place}/${page.token}`
}

/** Somebody has accepted on the page. @returns the `signed_agreement_id`. Within a commit. */
export function acceptTerms(world: World): string {
  const id = drawId(world)
  world.tables.agreements.put(id, { id, used: false })
  return id
}

/** An acceptance is good once. @returns false for another's, or an invented one. Within a commit. */
export function useAgreement({ tables }: World, id: string): boolean {
  const found = tables.agreements.get(id)
  if (found === undefined || found.used) return false
  tables.agreements.put(id, { ...found, used: true })
  return true
}
