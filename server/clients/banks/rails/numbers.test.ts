import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../../../tests/harness/seed.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { readBreBKey } from './bre-b.ts'
import { readColombianDocument } from './colombian-document.ts'
import { readPixKey, readTaxNumber } from './pix.ts'
import { sepa } from './sepa.ts'
import { spei } from './spei.ts'
import { isRoutingNumber } from './us.ts'

const ROUTING_NUMBERS = ['021000021', '011000015', '121000358', '111000025', '322271627']
const CLABES = ['002010077777777771', '032180000118359719']
/** Examples of the IBAN registry. */
const IBANS: readonly (readonly [iban: string, country: string])[] = [
  ['DE89370400440532013000', 'DE'],
  ['GB29NWBK60161331926819', 'GBR'],
  ['FR1420041010050500013M02606', '250'],
  ['NL91ABNA0417164300', 'NL'],
  ['ES9121000418450200051332', 'ESP'],
  ['IT60X0542811101000000123456', 'IT'],
  ['MT84MALT011000012345MTLCAST001S', 'MT'],
  ['NO9386011117947', 'NO'],
]

/** Every text that differs from `text` in one digit. */
function* singleDigitErrors(text: string) {
  for (const [at, digit] of [...text].entries())
    if (/\d/.test(digit))
      for (const other of '0123456789')
        if (other !== digit) yield text.slice(0, at) + other + text.slice(at + 1)
}

const isIban = (account_number: string, country: string) =>
  !isRefusal(sepa.read({ business_name: 'Paz SA', account_number, bic: 'DEUTDEFF', country }))
const isClabe = (account_number: string) =>
  !isRefusal(spei.read({ bank_holder_name: 'Ana Paz', account_number }))

describe('numbers that are given out pass', () => {
  test('routing numbers', () => {
    for (const number of ROUTING_NUMBERS) expect(isRoutingNumber(number), number).toBe(true)
    for (const number of ['000000000', '021000022', '131000005', '02100002', '0210000210', '02100002x'])
      expect(isRoutingNumber(number), number).toBe(false)
  })

  test('CLABEs, and the bank that their code names', () => {
    for (const clabe of CLABES) expect(isClabe(clabe), clabe).toBe(true)
    expect(isClabe('002 0100 7777 7777 771')).toBe(true)
    for (const clabe of ['', '00201007777777777', '0020100777777777711', '00201007777777777A'])
      expect(isClabe(clabe), clabe).toBe(false)
    const draft = spei.read({ bank_holder_name: 'Ana Paz', account_number: '002010077777777771' })
    expect(draft).toMatchObject({ bankName: 'Banco Nacional de México' })
  })

  test('IBANs of their country alone, grouped and in lower case too', () => {
    for (const [iban, country] of IBANS) {
      expect(isIban(iban, country), iban).toBe(true)
      expect(isIban(iban.replace(/(.{4})/g, '$1 ').toLowerCase(), country), iban).toBe(true)
      expect(isIban(iban, 'PT'), iban).toBe(false)
      expect(isIban(`${iban}0`, country), iban).toBe(false)
      expect(isIban(iban.slice(0, -1), country), iban).toBe(false)
    }
    expect(isIban('FR1420041010050500013M02606', 'MTQ')).toBe(true)
    expect(isIban('GB29NWBK60161331926819', 'JE')).toBe(true)
    expect(isIban('US64SVBKUS6S3300958879', 'US')).toBe(false)
  })

  test('CPF and CNPJ, the alphanumeric one of July 2026 too, with and without punctuation', () => {
    expect(readTaxNumber('529.982.247-25')).toBe('52998224725')
    expect(readTaxNumber('11144477735')).toBe('11144477735')
    expect(readTaxNumber('11.222.333/0001-81')).toBe('11222333000181')
    expect(readTaxNumber('12.ABC.345/01DE-35')).toBe('12ABC34501DE35')
    expect(readTaxNumber('12abc34501de35')).toBe('12ABC34501DE35')
    for (const number of [
      '52998224724',
      '11111111111',
      '11222333000180',
      '12ABC34501DE36',
      '12ABC34501DEA5',
      '',
    ])
      expect(readTaxNumber(number), number).toBeNull()
  })

  test('NITs with their check digit or without', () => {
    for (const nit of [
      '890903938-8',
      '8909039388',
      '860.002.964-4',
      '899999063-3',
      '890903938',
      '1020304050',
    ])
      expect(readColombianDocument('nit', nit), nit).toBe(nit.replace(/\D/g, ''))
    for (const nit of ['890903938-7', '8909039387', '89090393', '123456-1', '12345678901234', 'ABC', ''])
      expect(readColombianDocument('rut', nit), nit).toBe(nit === '89090393' ? nit : null)
  })

  test('cédulas', () => {
    expect(readColombianDocument('cc', '1.020.304.050')).toBe('1020304050')
    expect(readColombianDocument('ce', 'e123456')).toBe('E123456')
    for (const number of ['12', '12345678901', '12A45', ''])
      expect(readColombianDocument('cc', number)).toBeNull()
    for (const number of ['12', '1234567890123', 'É12345'])
      expect(readColombianDocument('ce', number)).toBeNull()
  })
})

describe('a mistyped digit is found', () => {
  test('in every routing number, CLABE and IBAN', () => {
    for (const number of ROUTING_NUMBERS)
      for (const wrong of singleDigitErrors(number)) expect(isRoutingNumber(wrong), wrong).toBe(false)
    for (const clabe of CLABES)
      for (const wrong of singleDigitErrors(clabe)) expect(isClabe(wrong), wrong).toBe(false)
    for (const [iban, country] of IBANS)
      for (const wrong of singleDigitErrors(iban)) expect(isIban(wrong, country), wrong).toBe(false)
  })

  test('in any number that has the right check digit', () => {
    const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`))
    const seed = propertySeed('check digits')
    const routing = digits(6).map((middle) => completed(`02${middle}`, isRoutingNumber))
    const clabe = digits(17).map((start) => completed(start, isClabe))
    for (const [numbers, isRight] of [
      [routing, isRoutingNumber],
      [clabe, isClabe],
    ] as const)
      fc.assert(
        fc.property(numbers, (number) => [...singleDigitErrors(number)].every((wrong) => !isRight(wrong))),
        { seed, numRuns: 100 },
      )
  })

  test('in the check digits of any CPF, CNPJ and NIT', () => {
    const start = fc.stringMatching(/^[1-7]\d{8}$/)
    const seed = propertySeed('tax numbers')
    const isTax = (number: string) => readTaxNumber(number) !== null
    const isNit = (number: string) =>
      readColombianDocument('nit', `${number.slice(0, -1)}-${number.slice(-1)}`) !== null
    fc.assert(
      fc.property(start, (nine) => {
        const cpfs = [...pairs()].filter((pair) => isTax(`${nine}${pair}`))
        const cnpjs = [...pairs()].filter((pair) => isTax(`AB${nine}Z${pair}`))
        const nits = [...'0123456789'].filter((digit) => isNit(`${nine}${digit}`))
        return cpfs.length === 1 && cnpjs.length === 1 && nits.length === 1
      }),
      { seed, numRuns: 50 },
    )
  })
})

/** With the one check digit that makes it right. */
function completed(start: string, isRight: (number: string) => boolean): string {
  const found = [...'0123456789'].filter((digit) => isRight(`${start}${digit}`))
  expect(found).toHaveLength(1)
  return `${start}${found[0]}`
}

function* pairs() {
  for (let pair = 0; pair < 100; pair += 1) yield String(pair).padStart(2, '0')
}

describe('keys', () => {
  test('a Pix key is a CPF, a CNPJ, a Brazilian phone, an e-mail or a random key in lower case', () => {
    const random = '123e4567-e89b-12d3-a456-426614174000'
    for (const key of ['52998224725', '11222333000181', '+5511987654321', 'ana@example.org', random])
      expect(readPixKey(key), key).toBe(key)
    expect(readPixKey(' Ana@Example.ORG ')).toBe('ana@example.org')
    for (const key of [
      '',
      '11987654321',
      '+551198765432',
      '+55119876543210',
      '+5711987654321',
      '52998224724',
      random.toUpperCase(),
      random.replaceAll('-', ''),
      'ana@example',
      'ana@@example.org',
      `${'a'.repeat(70)}@example.org`,
    ])
      expect(readPixKey(key), key).toBeNull()
  })

  test('a Bre-B key is a document, a mobile phone, an e-mail, an alias or a merchant code', () => {
    for (const key of [
      '9876543210',
      '3001234567',
      '0012345678',
      '80123456',
      '@PAGOS22',
      'ana@example.org',
      'PE123456',
    ])
      expect(readBreBKey(key), key).toBe(key)
    expect(readBreBKey('+57 300 123 4567')).toBe('3001234567')
    expect(readBreBKey('Ana@Example.org')).toBe('ana@example.org')
    for (const key of ['', '1234', '@a', '@con espacio', '@@pagos', 'ana@', 'PASAPORTE', '+1 300 123 4567'])
      expect(readBreBKey(key), key).toBeNull()
  })

  test('a number too long for a Bre-B key is an account number', () => {
    for (const key of ['123456789012', '0016 4000 1234 5678', '646180157042875763'])
      expect(readBreBKey(key), key).toBe('ACCOUNT_NUMBER')
  })
})
