import type { Gateway } from './http/hand-over.ts'
import { decimalToUnits, readDecimal } from './money.ts'
import { Secret } from './secret.ts'
import type { SettingsReader } from './settings.ts'

const MICRO_DIGITS = 6

/** What the operator says of cards. Amounts in micro-dollars, percentages in millionths of a percent. */
export interface CardsConfig {
  /** 6 to 8 digits; null: no cards are issued. */
  readonly bin: string | null
  readonly expiryMonths: number
  /** Above it a purchase is declined M204. */
  readonly ceilingMicroUsd: bigint
  readonly minimumDepositMicroUsd: bigint
  readonly floorMinimumMicroUsd: bigint
  /** MCCs that no card may pay: declined C103. */
  readonly blockedCategories: readonly string[]
  /** Attempts of a card a minute before M213; 0 = off. */
  readonly burstPerMinute: number
  readonly providerFees: {
    readonly fxPercent: bigint
    readonly atmFlat: bigint
    readonly atmPercent: bigint
    readonly depositPercent: bigint
  }
  /** Where text messages are handed over; null: nowhere. */
  readonly sms: Gateway | null
  readonly network: {
    /** Shared secrets by key id; several while one is being replaced. The first signs what we send. */
    readonly keys: readonly { readonly id: string; readonly secret: Secret<string> }[]
    /** Where `set_pin` goes; null: nowhere. */
    readonly url: string | null
  }
}

const AMOUNT_MAX = 1_000_000_000n * 1_000_000n

export function readCards(read: SettingsReader): CardsConfig {
  const usd = (name: string, fallback: string, what: string) => readMicro(read, name, fallback, what)
  return {
    bin: readBin(read),
    expiryMonths: read.integer(
      'HOLDFAST_CARD_EXPIRY_MONTHS',
      36,
      [1, 240],
      'Months after its issue in which a card number expires, at their end',
    ),
    ceilingMicroUsd: usd('HOLDFAST_CARD_CEILING_USD', '5000', 'Largest purchase, fees included'),
    minimumDepositMicroUsd: usd(
      'HOLDFAST_CARD_MINIMUM_DEPOSIT_USD',
      '10',
      'Smallest deposit that is credited to a card or to the holding wallet of cards',
    ),
    floorMinimumMicroUsd: usd(
      'HOLDFAST_CARD_FLOOR_USD',
      '10',
      "Least that withdrawals leave in a company's holding wallet of cards; a company may set more",
    ),
    blockedCategories: readCategories(read),
    burstPerMinute: read.integer(
      'HOLDFAST_CARD_BURST_PER_MINUTE',
      0,
      [0, 100],
      'Purchases that one card may attempt in a minute; 0 = no guard',
    ),
    providerFees: {
      fxPercent: usd(
        'HOLDFAST_CARD_FEE_FX_PERCENT',
        '0',
        "The operator's percentage of purchases not in USD",
      ),
      atmFlat: usd('HOLDFAST_CARD_FEE_ATM_USD', '0', "The operator's fee of a withdrawal at an ATM"),
      atmPercent: usd('HOLDFAST_CARD_FEE_ATM_PERCENT', '0', "The operator's percentage of the same"),
      depositPercent: usd(
        'HOLDFAST_CARD_FEE_DEPOSIT_PERCENT',
        '0',
        "The operator's percentage of deposits to cards",
      ),
    },
    sms: readSms(read),
    network: {
      keys: readKeys(read),
      url: readUrl(
        read,
        'HOLDFAST_NETWORK_URL',
        'URL of the card processor for what is sent to it (set_pin); signed like its own messages',
      ),
    },
  }
}

function readBin(read: SettingsReader): string | null {
  const bin = read.optional(
    'HOLDFAST_CARD_BIN',
    'First 6 to 8 digits of the card numbers that are issued; without it no cards are issued',
  )
  if (bin === '') return null
  if (!/^\d{6,8}$/.test(bin)) read.problems.push('HOLDFAST_CARD_BIN must be 6 to 8 digits')
  return bin
}

function readCategories(read: SettingsReader): string[] {
  const name = 'HOLDFAST_CARD_BLOCKED_CATEGORIES'
  const text = read.text(
    name,
    '7800,7801,7802,7995',
    'Merchant category codes that no card may pay, comma-joined; by default those of gambling. `none` = all may',
  )
  if (text === 'none') return []
  const codes = text.split(',').map((code) => code.trim())
  if (!codes.every((code) => /^\d{4}$/.test(code))) read.problems.push(`${name} must be codes of 4 digits`)
  return codes
}

function readKeys(read: SettingsReader): CardsConfig['network']['keys'] {
  const name = 'HOLDFAST_NETWORK_KEYS'
  const text = read.optional(
    name,
    'Shared secrets of the card processor as id:secret, comma-joined, the one that signs first; without them its messages are refused',
  )
  if (text === '') return []
  return text.split(',').map((entry) => {
    const [id = '', ...rest] = entry.trim().split(':')
    const secret = rest.join(':')
    if (id === '' || secret.length < 32)
      read.problems.push(`${name} must be id:secret pairs, each secret of at least 32 characters`)
    return { id, secret: new Secret(secret) }
  })
}

function readSms(read: SettingsReader): CardsConfig['sms'] {
  const url = readUrl(
    read,
    'HOLDFAST_SMS_URL',
    'URL to which text messages are posted as JSON {"to","text"}; without it no SMS is sent',
  )
  const token = read.optional('HOLDFAST_SMS_TOKEN', 'Sent with them as Authorization: Bearer')
  return url === null ? null : { url, token: new Secret(token) }
}

function readUrl(read: SettingsReader, name: string, what: string): string | null {
  const url = read.optional(name, what)
  if (url === '') return null
  if (!/^https?:\/\/./.test(url)) read.problems.push(`${name} must be an http or https URL`)
  return url
}

/** Dollars or percent with at most 6 decimals, in millionths. */
function readMicro(read: SettingsReader, name: string, fallback: string, what: string): bigint {
  const decimal = readDecimal(read.text(name, fallback, what))
  const units = decimal.kind === 'decimal' ? decimalToUnits(decimal.value, MICRO_DIGITS) : null
  if (units !== null && units >= 0n && units <= AMOUNT_MAX) return units
  read.problems.push(`${name} must be a number from 0 to 1000000000 with at most 6 decimals`)
  return 0n
}
