import { expect, test } from 'vitest'
import {
  clabeCheckDigit,
  ibanOf,
  isClabe,
  isCnpj,
  isCpf,
  isIban,
  isRoutingNumber,
  routingNumberOf,
} from './bank-numbers.ts'

test.each([
  ['an ABA number', isRoutingNumber, ['021000021', '011401533', '091000019']],
  ['a CLABE', isClabe, ['032180000118359719', '002010077777777771']],
  ['an IBAN', isIban, ['GB82WEST12345698765432', 'DE89370400440532013000', 'FR1420041010050500013M02606']],
  ['a CPF', isCpf, ['11144477735', '52998224725']],
  ['a CNPJ', isCnpj, ['11222333000181', '11444777000161']],
])(
  '%s of somebody else is right, and with any other digit in its place it is wrong',
  (_what, check, good) => {
    for (const text of good) {
      expect(check(text)).toBe(true)
      for (const index of [0, 5, text.length - 1]) {
        const digit = text[index] ?? ''
        if (!/\d/.test(digit)) continue
        const other = text.slice(0, index) + ((Number(digit) + 1) % 10) + text.slice(index + 1)
        expect(check(other)).toBe(false)
      }
    }
  },
)

test('numbers of our own have right check digits', () => {
  expect(routingNumberOf('02100002')).toBe('021000021')
  expect(ibanOf('DE', '370400440532013000')).toBe('DE89370400440532013000')
  expect(clabeCheckDigit('03218000011835971')).toBe('9')
})

test.each(['', '12345678', 'abcdefghi', '00000000a'])('%j is no number of a bank', (text) => {
  for (const check of [isRoutingNumber, isClabe, isIban, isCpf, isCnpj]) expect(check(text)).toBe(false)
})
