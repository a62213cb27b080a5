import { findCountry } from '../../../server/kernel/countries.ts'
import { demandEndorsement } from '../customers/endorsement.ts'
import { invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import type { AccountRecord, CustomerRecord, Json } from '../records.ts'
import { drawId, type World } from '../world.ts'
import { ACCOUNT_RAILS, type AccountRail } from './rails.ts'

/** Checks everything that a bank could tell at once. Within a commit. */
export function createAccount(world: World, customer: CustomerRecord, body: Json): AccountRecord {
  const { rail, shown } = readAccount(world, body)
  if (rail.endorsement !== null) demandEndorsement(customer, rail.endorsement)
  return newAccount(world, customer.id, rail, shown)
}

/** @throws Problem naming every field that is wrong. */
export function readAccount(world: World, body: Json): { readonly rail: AccountRail; readonly shown: Json } {
  const reader = new Reader(body).require('currency', 'account_type', 'account_owner_name')
  const type = reader.oneOf(
    'account_type',
    ACCOUNT_RAILS.map(({ accountType }) => accountType),
  )
  const rail = ACCOUNT_RAILS.find(({ accountType }) => accountType === type)
  if (rail === undefined) throw invalidParameters(reader.wrong)
  reader.oneOf('currency', [rail.currency])
  const owner = readOwner(reader, rail)
  const own = rail.read(reader, (name, number) => isGivenOut(world, name, number))
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  return { rail, shown: { ...owner, ...own, ...validation(rail, owner) } }
}

export function newAccount(world: World, customerId: string, rail: AccountRail, shown: Json): AccountRecord {
  const at = world.now().getTime()
  return {
    id: drawId(world),
    customer_id: customerId,
    account_type: rail.accountType,
    currency: rail.currency,
    shown,
    active: true,
    deactivation_reason: null,
    verification: null,
    deleted: false,
    created_at: at,
    updated_at: at,
  }
}

function isGivenOut({ tables }: World, name: string, number: string): boolean {
  return number !== '' && tables.transfers.values().some(({ instructions }) => instructions[name] === number)
}

/** Owner, address and names of one that is there; the account itself stays. */
export function readChange({ account_type, shown }: AccountRecord, body: Json): Json {
  const rail = ACCOUNT_RAILS.find(({ accountType }) => accountType === account_type)
  if (rail === undefined) throw new Error(`no rail pays to ${account_type}`)
  const reader = new Reader({ ...shown, ...body })
  const changed = readOwner(reader, rail)
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  return { ...shown, ...changed }
}

function readOwner(reader: Reader, rail: AccountRail): Record<string, unknown> {
  const isShort = rail.accountType === 'us' || rail.accountType === 'iban'
  reader.text('account_owner_name', isShort ? { min: 3, max: 35 } : { max: 256 })
  if (rail.needsOwner) reader.require('account_owner_type')
  const type = reader.oneOf('account_owner_type', ['individual', 'business'])
  if (type === 'individual') reader.require('first_name', 'last_name')
  if (type === 'business') reader.require('business_name')
  for (const name of ['bank_name', 'first_name', 'last_name', 'business_name'])
    reader.text(name, { max: 256 })
  readAddress(reader)
  return keep(reader.fields, [
    'account_owner_name',
    'account_owner_type',
    'first_name',
    'last_name',
    'business_name',
    'bank_name',
    'address',
  ])
}

function readAddress(reader: Reader): void {
  if (!reader.has('address')) return
  const address = reader.object('address').require('street_line_1', 'city', 'country')
  address.text('street_line_1', { min: 4, max: 35 })
  address.text('street_line_2', { max: 35 })
  for (const name of ['city', 'state', 'postal_code']) address.text(name, { max: 64 })
  const country = address.text('country')
  if (country !== '' && findCountry(country)?.alpha3 !== country)
    address.fail('country', 'must be ISO 3166-1 alpha-3')
  if (country === 'USA') address.require('state', 'postal_code')
}

/** What a system that asks the bank learns of the owner. */
function validation(rail: AccountRail, owner: Json): Json {
  if (!rail.validated) return {}
  return {
    account_validation: {
      validated_account_owner_name: owner.account_owner_name,
      validated_bank_name: owner.bank_name ?? 'Test Bank',
    },
  }
}

function keep(fields: Json, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]))
}
