import { createHash } from 'node:crypto'
import { becomes } from '../../sandbox/processes.ts'
import type { PartnerRoom } from '../partner/create-partner.ts'
import {
  type NewPartnerCustomer,
  type Partner,
  type PartnerCustomer,
  PartnerError,
} from '../partner/partner.ts'

const WAIT_MS = 50_000

/** What the far side of the wire was asked. */
export interface Asked {
  readonly call: 'create' | 'get' | 'update' | 'find' | 'terms'
  readonly key?: string
  readonly fields?: Readonly<Record<string, unknown>>
}

type Fault = 'DOWN' | 'ANSWER_LOST'

export interface FakePartner {
  readonly room: Pick<PartnerRoom, 'partner' | 'on'>
  readonly asked: readonly Asked[]
  readonly customers: ReadonlyMap<string, PartnerCustomer>
  /** The one customer of a client. */
  of(clientId: string): PartnerCustomer | undefined
  /** Decides; tells nobody. */
  set(customerId: string, change: Partial<PartnerCustomer>): void
  /** Tells of a customer, as often as it is called. */
  tell(customerId: string): Promise<void>
  /** Waits until it is so; an event of nobody wakes the loop, so that it looks now and not when its second is over. */
  becomes(isSo: () => boolean | Promise<boolean>): Promise<boolean>
  /** For the calls to come: what becomes of each; null ends it. */
  fail(fault: Fault | null): void
  /** Refuses creations and changes that hold one of these fields, naming them. */
  refuse(fields: readonly string[]): void
  /** Every key is older than a day. */
  forgetKeys(): void
  /** What the next `getCustomer` answers is held, as read when it is asked, until it is released. */
  holdNextAnswer(): { release(): void }
  /** As new: it knows nobody, was asked nothing and has no trouble. Customers to come have numbers that none had before. */
  reset(): void
}

/** A partner in memory, with the promises of the port: the same key makes the same customer, another body under it is refused. */
export function fakePartner(): FakePartner {
  const customers = new Map<string, PartnerCustomer>()
  const keys = new Map<string, { readonly body: string; readonly id: string }>()
  const asked: Asked[] = []
  const handlers: ((id: string) => Promise<void>)[] = []
  let made = 0
  let fault: Fault | null = null
  let refused: readonly string[] = []
  let keysExpired = false
  let held: Promise<void> | null = null

  const record = (call: Asked) => {
    asked.push(call)
    if (fault === 'DOWN') throw new PartnerError('UNAVAILABLE', 'nobody answers')
  }
  const answer = <T>(value: T): T => {
    if (fault === 'ANSWER_LOST') throw new PartnerError('UNAVAILABLE', 'the answer was lost')
    return value
  }
  const demand = (fields: object) => {
    const named = refused.filter((field) => Object.hasOwn(fields, field.split('.')[0] ?? field))
    if (named.length > 0)
      throw new PartnerError('REFUSED', 'invalid_parameters', { status: 400, fields: named })
  }
  const find = (id: string) => {
    const customer = customers.get(id)
    if (customer === undefined) throw new PartnerError('NOT_FOUND', 'no such customer', { status: 404 })
    return customer
  }
  const make = (fields: NewPartnerCustomer, key: string): PartnerCustomer => {
    const body = createHash('sha256').update(JSON.stringify(fields)).digest('hex')
    const known = keys.get(key)
    if (known !== undefined) {
      if (keysExpired || known.body !== body) throw new PartnerError('KEY_EXPIRED', 'key', { status: 422 })
      return find(known.id)
    }
    demand(fields)
    made += 1
    const id = `customer-${made}`
    const endorsements = (fields.endorsements ?? []).map((name) => {
      return { name, status: 'incomplete', missing: ['proof_of_address'], issues: [] }
    })
    customers.set(id, {
      id,
      clientReferenceId: fields.client_reference_id ?? null,
      status: 'under_review',
      rejectionReasons: [],
      endorsements,
    })
    keys.set(key, { body, id })
    return find(id)
  }
  const notServed = () => Promise.reject(new Error('Not a call of clients'))
  const partner: Partner = {
    async termsLink(customerId) {
      record({ call: 'terms' })
      if (customerId !== null) find(customerId)
      return answer(`https://partner.test/terms/${customerId ?? 'new'}`)
    },
    async createCustomer(fields, key) {
      record({ call: 'create', key, fields })
      return answer(make(fields, key))
    },
    async getCustomer(id) {
      record({ call: 'get' })
      const customer = find(id)
      const gate = held
      held = null
      await gate
      return answer(customer)
    },
    async findCustomer({ clientReferenceId }) {
      record({ call: 'find' })
      return answer(
        [...customers.values()].find((one) => one.clientReferenceId === clientReferenceId) ?? null,
      )
    },
    async updateCustomer(id, fields) {
      record({ call: 'update', fields })
      const customer = find(id)
      demand(fields)
      return answer(customer)
    },
    createExternalAccount: notServed,
    deleteExternalAccount: notServed,
    createTransfer: notServed,
    getTransfer: notServed,
    updateTransfer: notServed,
    deleteTransfer: notServed,
    listTransfers: () => {
      throw new Error('Not a call of clients')
    },
    createCardSession: notServed,
    exchangeRate: notServed,
  }
  const tell = async (id: string) => {
    await Promise.all(handlers.map((handler) => handler(id)))
  }
  return {
    room: { partner, on: (category, handler) => void (category === 'customer' && handlers.push(handler)) },
    asked,
    customers,
    of: (clientId) => [...customers.values()].find((one) => one.clientReferenceId === clientId),
    set: (id, change) => void customers.set(id, { ...find(id), ...change }),
    tell,
    becomes: (isSo) =>
      becomes(async () => {
        if (await isSo()) return true
        await tell('nobody')
        return false
      }, WAIT_MS),
    fail: (next) => {
      fault = next
    },
    refuse: (fields) => {
      refused = fields
    },
    forgetKeys: () => {
      keysExpired = true
    },
    holdNextAnswer() {
      const gate = Promise.withResolvers<void>()
      held = gate.promise
      return { release: gate.resolve }
    },
    reset() {
      customers.clear()
      keys.clear()
      asked.length = 0
      fault = null
      refused = []
      keysExpired = false
      held = null
    },
  }
}
