import { unitsToText } from '../../../server/kernel/money.ts'
import { clabeCheckDigit, ibanOf, routingNumberOf } from '../accounts/bank-numbers.ts'
import { unitsOf } from '../decimal.ts'
import type { Json } from '../records.ts'
import { drawId, drawText, isoTime, type World } from '../world.ts'
import { makeBrCode } from './br-code.ts'

const HOLDER = 'Partner Simulator Ltd'
const BANK = 'Simulated Bank'
const BANK_ADDRESS = '1 Simulation Road, Testville'
const DIGITS = '0123456789'
const MESSAGE_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const CITY = 'SAO PAULO'

export interface Expected {
  readonly transferId: string
  readonly rail: string
  readonly currency: string
  /** Null: it takes what arrives. */
  readonly amount: string | null
  readonly expiresAt: number | null
  readonly redirectUrl: string
}

/** How a payer pays in: accounts that are nobody's, with right check digits. Within a commit. */
export function depositInstructions(world: World, expected: Expected): Json {
  const { rail, currency, amount } = expected
  return {
    payment_rail: rail,
    currency,
    ...(amount === null ? {} : { amount }),
    ...ofRail(world, expected),
  }
}

/** The same with another amount. */
export function withAmount(instructions: Json, amount: string): Json {
  const { br_code: code } = instructions
  return { ...instructions, amount, ...(code === undefined ? {} : { br_code: brCode(instructions, amount) }) }
}

function ofRail(world: World, { rail, amount, expiresAt, transferId, redirectUrl }: Expected): Json {
  const expires = expiresAt === null ? {} : { expires_at: isoTime(expiresAt) }
  const digits = (length: number) => drawText(world, DIGITS, length)
  const bank = { bank_name: BANK, bank_address: BANK_ADDRESS }
  switch (rail) {
    case 'ach_push':
    case 'wire':
      return {
        deposit_message: depositMessage(world),
        ...bank,
        bank_routing_number: routingNumberOf(`0210${digits(4)}`),
        bank_account_number: digits(12),
        bank_beneficiary_name: HOLDER,
        bank_beneficiary_address: BANK_ADDRESS,
      }
    case 'sepa':
      return {
        deposit_message: depositMessage(world),
        iban: ibanOf('DE', `50010517${digits(10)}`),
        bic: 'SIMUDEFFXXX',
        account_holder_name: HOLDER,
        ...bank,
      }
    case 'spei': {
      const account = `646180${digits(11)}`
      const clabe = account + clabeCheckDigit(account)
      return { deposit_message: depositMessage(world), clabe, account_holder_name: HOLDER, bank_name: BANK }
    }
    case 'pix': {
      const own = {
        deposit_message: depositMessage(world),
        pix_key: drawId(world),
        account_holder_name: HOLDER,
      }
      return { ...own, br_code: brCode(own, amount), ...expires }
    }
    case 'faster_payments':
      return {
        deposit_message: depositMessage(world),
        account_number: digits(8),
        sort_code: `04${digits(4)}`,
        account_holder_name: HOLDER,
        ...bank,
      }
    case 'bre_b':
      return {
        bre_b_key: `98${digits(8)}`,
        deposit_message: depositMessage(world),
        account_holder_name: HOLDER,
      }
    case 'co_bank_transfer':
      return {
        start_url: `${world.origin}/pages/pse/${transferId}`,
        redirect_url: redirectUrl,
        ...expires,
        account_holder_name: HOLDER,
      }
    default:
      throw new Error(`nobody pays in by ${rail}`)
  }
}

function depositMessage(world: World): string {
  return `BRG${drawText(world, MESSAGE_LETTERS, 17)}`
}

function brCode({ pix_key, deposit_message, account_holder_name }: Json, amount: string | null): string {
  return makeBrCode({
    key: String(pix_key),
    reference: String(deposit_message),
    name: String(account_holder_name),
    city: CITY,
    amount: amount === null ? null : centsText(amount),
  })
}

/** `12.50`: the code wants a point and two digits. */
function centsText(amount: string): string {
  const cents = unitsOf(amount, 2)
  const [whole = '', fraction = ''] = unitsToText(cents, 2).split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}
