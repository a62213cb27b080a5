/**
 * Pix codes ("copia e cola"): EMV merchant-presented QR data as the Banco Central do Brasil profiles it. Fields of two digits, two
 * digits of length, and the value; the last one is a checksum over all before it.
 */

export interface BrCode {
  /** A Pix key. */
  readonly key: string
  /** At most 25 characters of A-Z, a-z, 0-9: what the payment is recognised by. */
  readonly reference: string
  readonly name: string
  readonly city: string
  /** Null: the payer chooses. */
  readonly amount: string | null
}

const PIX = 'br.gov.bcb.pix'
const NAME_MAX = 25
const CITY_MAX = 15
const FIELD = { account: '26', amount: '54', additional: '62' } as const

export function makeBrCode({ key, reference, name, city, amount }: BrCode): string {
  const code =
    field('00', '01') +
    field(FIELD.account, field('00', PIX) + field('01', key)) +
    field('52', '0000') +
    field('53', '986') +
    (amount === null ? '' : field(FIELD.amount, amount)) +
    field('58', 'BR') +
    field('59', plain(name).slice(0, NAME_MAX)) +
    field('60', plain(city).slice(0, CITY_MAX)) +
    field(FIELD.additional, field('05', reference))
  return `${code}6304${checksum(`${code}6304`)}`
}

/** Null when it is no Pix code, or its checksum is wrong. */
export function readBrCode(text: string): { readonly key: string; readonly amount: string | null } | null {
  if (!/6304[0-9A-F]{4}$/.test(text) || checksum(text.slice(0, -4)) !== text.slice(-4)) return null
  const fields = readFields(text)
  const account = readFields(fields?.get(FIELD.account) ?? '')
  const key = account?.get('01')
  if (account?.get('00')?.toLowerCase() !== PIX || key === undefined) return null
  return { key, amount: fields?.get(FIELD.amount) ?? null }
}

function readFields(text: string): Map<string, string> | null {
  const fields = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const length = Number(text.slice(at + 2, at + 4))
    const value = text.slice(at + 4, at + 4 + length)
    if (!Number.isInteger(length) || value.length !== length) return null
    fields.set(text.slice(at, at + 2), value)
    at += 4 + length
  }
  return fields
}

function field(id: string, value: string): string {
  return `${id}${String(value.length).padStart(2, '0')}${value}`
}

/** Readers of old know ASCII only. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/g, ' ')
}

/** CRC-16/CCITT-FALSE: polynomial 0x1021, from 0xFFFF. */
function checksum(text: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
