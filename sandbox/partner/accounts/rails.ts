import { findCountry } from '../../../server/kernel/countries.ts'
import type { Reader } from '../http/reader.ts'
import { readBrCode } from '../transfers/br-code.ts'
import { isClabe, isCnpj, isCpf, isIban, isRoutingNumber } from './bank-numbers.ts'
import { COLOMBIAN_BANKS } from './colombian-banks.ts'

/** A kind of bank account: what must be said of it, and what is shown afterwards, without secrets. */
export interface AccountRail {
  readonly accountType: string
  readonly currency: string
  /** Destination rails that pay to it. */
  readonly paidBy: readonly string[]
  /** Its owner is a person or a business, by name. */
  readonly needsOwner: boolean
  readonly endorsement: string | null
  /** The rail's own object as it is shown; what is wrong is told to the reader. */
  read(reader: Reader, isOwn: IsOwn): Readonly<Record<string, unknown>>
  /** It is asked for its owner's name. */
  readonly validated: boolean
  /** Null: cannot be verified. */
  readonly verified: 'match_level' | 'matched' | null
}

const DOCUMENT_TYPES = ['cc', 'ce', 'nit', 'rut', 'pa', 'ppt', 'ti', 'rc', 'te', 'die', 'nd'] as const
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
/** An account that the partner itself gives out for deposits, by the name of its number in deposit instructions. */
export type IsOwn = (name: 'clabe' | 'pix_key' | 'bre_b_key', number: string) => boolean

const last4 = (text: string) => text.slice(-4)

export const ACCOUNT_RAILS: readonly AccountRail[] = [
  {
    accountType: 'us',
    currency: 'usd',
    paidBy: ['ach', 'ach_same_day', 'wire'],
    needsOwner: false,
    endorsement: null,
    validated: false,
    verified: null,
    read(reader) {
      reader.require('address')
      const account = reader.require('account').object('account').require('account_number', 'routing_number')
      const number = account.text('account_number', { pattern: /^\d{4,17}$/, why: 'must be 4 to 17 digits' })
      const routing = account.text('routing_number')
      if (routing !== '' && !isRoutingNumber(routing)) account.fail('routing_number', 'is no routing number')
      const kind = account.oneOf('checking_or_savings', ['checking', 'savings']) ?? 'checking'
      const shown = { last_4: last4(number), routing_number: routing, checking_or_savings: kind }
      return { account: shown, beneficiary_address_valid: true }
    },
  },
  {
    accountType: 'iban',
    currency: 'eur',
    paidBy: ['sepa'],
    needsOwner: true,
    endorsement: null,
    validated: false,
    verified: 'match_level',
    read(reader) {
      const iban = reader.require('iban').object('iban').require('account_number', 'country')
      const number = iban.text('account_number')
      const country = iban.text('country')
      const bic = iban.text('bic', { pattern: /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/, why: 'is no BIC' })
      if (number !== '' && !isIban(number)) iban.fail('account_number', 'is no IBAN')
      const known = findCountry(country)
      if (country !== '' && known?.alpha3 !== country) iban.fail('country', 'must be ISO 3166-1 alpha-3')
      else if (number !== '' && known !== null && !number.startsWith(known.alpha2))
        iban.fail('country', 'is not that of the IBAN')
      return { iban: { last_4: last4(number), bic: bic === '' ? null : bic, country } }
    },
  },
  {
    accountType: 'clabe',
    currency: 'mxn',
    paidBy: ['spei'],
    needsOwner: false,
    endorsement: null,
    validated: true,
    verified: 'matched',
    read(reader, isOwn) {
      const clabe = reader.require('clabe').object('clabe').require('account_number')
      const number = clabe.text('account_number')
      if (number !== '' && !isClabe(number)) clabe.fail('account_number', 'is no CLABE')
      else if (isOwn('clabe', number)) clabe.fail('account_number', 'is a virtual account')
      return { clabe: { last_4: last4(number) } }
    },
  },
  {
    accountType: 'pix',
    currency: 'brl',
    paidBy: ['pix'],
    needsOwner: false,
    endorsement: null,
    validated: true,
    verified: 'matched',
    read: readPix,
  },
  {
    accountType: 'gb',
    currency: 'gbp',
    paidBy: ['faster_payments'],
    needsOwner: true,
    endorsement: null,
    validated: false,
    verified: 'match_level',
    read(reader) {
      const account = reader.require('account').object('account').require('account_number', 'sort_code')
      const number = account.text('account_number', { pattern: /^\d{8}$/, why: 'must be 8 digits' })
      const sort = account.text('sort_code', { pattern: /^\d{6}$/, why: 'must be 6 digits' })
      return { account: { last_4: last4(number), sort_code: sort } }
    },
  },
  {
    accountType: 'co_bank_transfer',
    currency: 'cop',
    paidBy: ['co_bank_transfer'],
    needsOwner: true,
    endorsement: 'cop',
    validated: false,
    verified: 'matched',
    read: readColombian,
  },
  {
    accountType: 'bre_b',
    currency: 'cop',
    paidBy: ['bre_b'],
    needsOwner: false,
    endorsement: 'cop',
    validated: true,
    verified: 'matched',
    read(reader, isOwn) {
      const account = reader.require('account').object('account').require('bre_b_key')
      const key = account.text('bre_b_key', { min: 4, max: 92 })
      if (isOwn('bre_b_key', key)) account.fail('bre_b_key', 'is a virtual account')
      return { account: { last_4: last4(key) } }
    },
  },
]

function readPix(reader: Reader, isOwn: IsOwn): Readonly<Record<string, unknown>> {
  if (!reader.has('br_code')) reader.require('pix_key')
  const name = reader.has('br_code') ? 'br_code' : 'pix_key'
  const pix = reader.object(name).require(name)
  const text = pix.text(name, { max: 512 })
  if (text !== '') {
    if (name === 'pix_key' && !isPixKey(text)) pix.fail(name, 'is no Pix key')
    if (isOwn('pix_key', text)) pix.fail(name, 'is a virtual account')
    if (name === 'br_code') {
      const code = readBrCode(text)
      if (code === null) pix.fail(name, 'is no Pix code')
      else if (code.amount !== null) pix.fail(name, 'must not fix the amount')
    }
  }
  const document = pix.text('document_number')
  if (document !== '' && !isCpf(document) && !isCnpj(document))
    pix.fail('document_number', 'is neither CPF nor CNPJ')
  const shown = { account_preview: `***${last4(text)}`, document_number_last4: last4(document) || null }
  return { [name]: shown }
}

function isPixKey(key: string): boolean {
  return UUID.test(key) || isCpf(key) || isCnpj(key) || /^\+55\d{11}$/.test(key) || EMAIL.test(key)
}

function readColombian(reader: Reader): Readonly<Record<string, unknown>> {
  const account = reader
    .require('account')
    .object('account')
    .require(
      'account_number',
      'bank_code',
      'account_type',
      'document_type',
      'document_number',
      'phone_number',
    )
  const number = account.text('account_number', { pattern: /^\d{4,20}$/, why: 'must be 4 to 20 digits' })
  const bank = account.text('bank_code')
  if (bank !== '' && !COLOMBIAN_BANKS.has(bank)) account.fail('bank_code', 'is no bank')
  const kind = account.oneOf('account_type', ['checking', 'savings', 'electronic_deposit'])
  account.oneOf('document_type', DOCUMENT_TYPES)
  account.text('document_number', {
    pattern: /^[A-Za-z0-9-]{4,20}$/,
    why: 'must be 4 to 20 letters and digits',
  })
  account.text('phone_number', { pattern: /^\+[1-9]\d{6,14}$/, why: 'must be E.164' })
  return { account: { last_4: last4(number), bank_code: bank, account_type: kind } }
}
