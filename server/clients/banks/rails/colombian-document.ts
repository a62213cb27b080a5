import { validate as validateNit } from 'stdnum/lib/cjs/co/nit.js'

export const CO_DOCUMENT_TYPES = ['cc', 'ce', 'nit', 'rut'] as const

/** As the partner takes it, without punctuation; null when it is no such document. */
export function readColombianDocument(type: (typeof CO_DOCUMENT_TYPES)[number], text: string): string | null {
  switch (type) {
    case 'cc':
      return /^\d{3,10}$/.exec(text.replace(/[\s.,-]/g, ''))?.[0] ?? null
    case 'ce':
      return /^[0-9A-Z]{4,12}$/.exec(text.replace(/[\s.,-]/g, '').toUpperCase())?.[0] ?? null
    case 'nit':
    case 'rut':
      return readNit(text)
  }
}

/**
 * The tax number, which is also that of the RUT: with its check digit, or without. It is there after a hyphen, as the tenth digit of a
 * company's (they begin with 8 or 9 and have nine), and as the eleventh of a person's; a person's own ten digits have none.
 */
function readNit(text: string): string | null {
  const number = text.replace(/[\s.,-]/g, '')
  if (!/^\d{6,11}$/.test(number)) return null
  const hasCheckDigit = /-\s*\d\s*$/.test(text) || /^[89]\d{9}$/.test(number) || number.length === 11
  return !hasCheckDigit || validateNit(number).isValid ? number : null
}
