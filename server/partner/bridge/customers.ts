import type { Logger } from '../../kernel/log.ts'
import type {
  NewPartnerCustomer,
  Partner,
  PartnerCustomer,
  PartnerCustomerChange,
  PartnerEndorsement,
} from '../partner.ts'
import type { Ask } from './http.ts'
import { fields, isFields, optionalFields, optionalList, optionalText, text, url } from './read.ts'
import { readPages } from './read-pages.ts'

type Customers = Pick<
  Partner,
  'termsLink' | 'createCustomer' | 'getCustomer' | 'findCustomer' | 'updateCustomer'
>

export function bridgeCustomers(ask: Ask, log: Logger): Customers {
  const path = '/customers/{customerId}'
  return {
    termsLink: (customerId, key) =>
      customerId === null
        ? ask({ method: 'POST', path: '/customers/tos_links', key }, url)
        : ask({ method: 'GET', path: `${path}/tos_acceptance_link`, ids: { customerId } }, url),
    createCustomer: (customer, key) =>
      ask({ method: 'POST', path: '/customers', body: bodyOf(customer), key }, readCustomer),
    getCustomer: (customerId) => ask({ method: 'GET', path, ids: { customerId } }, readCustomer),
    async findCustomer({ clientReferenceId, email }) {
      const query: Record<string, string> = email === null ? {} : { email }
      for await (const customer of readPages(ask, log, { path: '/customers', query }, readCustomer))
        if (customer.clientReferenceId === clientReferenceId) return customer
      return null
    },
    updateCustomer: (customerId, change) =>
      ask({ method: 'PUT', path, ids: { customerId }, body: bodyOf(change) }, readCustomer),
  }
}

/** Our fields are the partner's; `more` adds to them and replaces none. */
function bodyOf({ more, ...named }: NewPartnerCustomer | PartnerCustomerChange): object {
  return { ...more, ...named }
}

function readCustomer(item: unknown): PartnerCustomer {
  const answer = fields(item, 'the customer')
  return {
    id: text(answer, 'id'),
    clientReferenceId: optionalText(answer, 'client_reference_id'),
    status: text(answer, 'status').toLowerCase(),
    rejectionReasons: optionalList(answer.rejection_reasons).flatMap(
      (reason) => optionalText(optionalFields(reason), 'reason') ?? [],
    ),
    endorsements: optionalList(answer.endorsements).map(readEndorsement),
  }
}

function readEndorsement(endorsement: unknown): PartnerEndorsement {
  const of = fields(endorsement, 'endorsements')
  const requirements = optionalFields(of.requirements)
  return {
    name: text(of, 'name').toLowerCase(),
    status: text(of, 'status').toLowerCase(),
    missing: unique(namesOf(requirements.missing)),
    issues: unique(optionalList(requirements.issues).flatMap(readIssue)),
  }
}

/** `{all_of: ["a", {any_of: ["b", "c"]}]}`, `{associated_person, items: ["d"]}`: all names in them. */
function namesOf(missing: unknown): string[] {
  if (typeof missing === 'string') return [missing]
  if (Array.isArray(missing)) return missing.flatMap(namesOf)
  if (!isFields(missing)) return []
  const { associated_person: _whose, ...groups } = missing
  return Object.values(groups).flatMap(namesOf)
}

/** A text, or `{field: reason}`. */
function readIssue(issue: unknown): string[] {
  if (typeof issue === 'string') return [issue]
  return Object.entries(optionalFields(issue)).flatMap(([field, reason]) =>
    typeof reason === 'string' ? [`${field}: ${reason}`] : [field],
  )
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
