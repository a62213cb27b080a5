import { privateKeyToAddress } from 'viem/accounts'
import { startTestChain } from '../../../tests/harness/anvil.ts'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import { type PartnerReply, startTestPartner, type TestPartner } from '../../../tests/harness/partner.ts'
import { startTronTestChain } from '../../../tests/harness/tron-chain.ts'
import { activeCustomer, must } from '../partner.fixture.ts'

export const TO = privateKeyToAddress(`0x${'1'.repeat(64)}`)
export const TRON_TO = 'TUEZSdKsoDHQMeZwihtdoBiN46zxhGWYdH'
export const TO_POLYGON = { payment_rail: 'polygon', currency: 'usdc', to_address: TO }
export const PSE = { co_bank_transfer: { redirect_url: 'https://shop.example/back?order=7' } }

/** A partner on both chains, whose time stands still, with round rates and a customer for whom every rail is open. */
export interface TransferWorld {
  readonly partner: TestPartner
  readonly clock: ManualClock
  readonly customer: string
  on(rail: string, currency: string, change?: Record<string, unknown>): Promise<PartnerReply>
  /** `target`: more of the destination. */
  off(rail: Target, change?: Record<string, unknown>, target?: object): Promise<PartnerReply>
  stop(): Promise<void>
}

export async function startTransferWorld(): Promise<TransferWorld> {
  const clock = new ManualClock()
  const [chain, tron] = await Promise.all([startTestChain({ mining: 'instant' }), startTronTestChain()])
  const partner = await startTestPartner({ chain, tron, clock })
  const rates = { cop: '4000', eur: '0.8', mxn: '20', brl: '5', gbp: '0.75' }
  must(await partner.sim('POST', '/rates', { rates }), 200)
  const customer = await activeCustomer(partner)
  return {
    partner,
    clock,
    customer,
    on: (...asked) => createOnRamp(partner, customer, ...asked),
    off: (...asked) => createOffRamp(partner, customer, ...asked),
    async stop() {
      await partner.stop()
      await Promise.all([chain.stop(), tron.stop()])
    },
  }
}

function createOnRamp(
  partner: TestPartner,
  customer: string,
  payment_rail: string,
  currency: string,
  change: Record<string, unknown> = {},
): Promise<PartnerReply> {
  const { source = {}, ...rest } = change
  const own = payment_rail === 'co_bank_transfer' ? PSE : {}
  return partner.call('POST', '/transfers', {
    on_behalf_of: customer,
    client_reference_id: 'ramp-1',
    amount: '5000.00',
    source: { payment_rail, currency, ...own, ...(source as object) },
    destination: TO_POLYGON,
    ...rest,
  })
}

const ACCOUNTS = {
  ach: {
    currency: 'usd',
    account_type: 'us',
    account: { account_number: '1234567', routing_number: '021000021' },
    address: { street_line_1: '1 Main St', city: 'X', state: 'NY', postal_code: '1', country: 'USA' },
  },
  sepa: {
    currency: 'eur',
    account_type: 'iban',
    iban: { account_number: 'DE89370400440532013000', country: 'DEU' },
  },
  spei: { currency: 'mxn', account_type: 'clabe', clabe: { account_number: '032180000118359719' } },
  pix: { currency: 'brl', account_type: 'pix', pix_key: { pix_key: 'a@b.co' } },
  faster_payments: {
    currency: 'gbp',
    account_type: 'gb',
    account: { account_number: '12345678', sort_code: '040004' },
  },
  bre_b: { currency: 'cop', account_type: 'bre_b', account: { bre_b_key: '3001234567' } },
} as const
export type Target = keyof typeof ACCOUNTS

const OWNER = {
  account_owner_name: 'Ana Paz',
  account_owner_type: 'individual',
  first_name: 'Ana',
  last_name: 'Paz',
}

async function createOffRamp(
  partner: TestPartner,
  customer: string,
  rail: Target,
  change: Record<string, unknown> = {},
  target: object = {},
): Promise<PartnerReply> {
  const path = `/customers/${customer}/external_accounts`
  const { id } = must(await partner.call('POST', path, { ...OWNER, ...ACCOUNTS[rail] }), 201)
  return partner.call('POST', '/transfers', {
    on_behalf_of: customer,
    amount: '100.5',
    source: { payment_rail: 'polygon', currency: 'usdc', from_address: TO },
    destination: {
      payment_rail: rail,
      currency: ACCOUNTS[rail].currency,
      external_account_id: id,
      ...target,
    },
    return_instructions: { address: TO },
    ...change,
  })
}

/** A second reader of EMV QR data, written apart from the one that makes it. */
export function readEmv(text: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (let rest = text; rest !== ''; ) {
    const [, id = '', length = ''] = /^(\d\d)(\d\d)/.exec(rest) ?? []
    fields[id] = rest.slice(4, 4 + Number(length))
    if (fields[id].length !== Number(length)) throw new Error(`field ${id} is short`)
    rest = rest.slice(4 + Number(length))
  }
  return fields
}

/** CRC-16/CCITT-FALSE a byte at a time, from a table; the other goes bit by bit. */
export function crcByTable(text: string): string {
  const table = Array.from({ length: 256 }, (_, index) => {
    let entry = index << 8
    for (let bit = 0; bit < 8; bit += 1) entry = entry & 0x8000 ? (entry << 1) ^ 0x1021 : entry << 1
    return entry & 0xffff
  })
  let crc = 0xffff
  for (const byte of new TextEncoder().encode(text))
    crc = ((crc << 8) ^ (table[(crc >> 8) ^ byte] ?? 0)) & 0xffff
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
