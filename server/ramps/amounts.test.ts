import { expect, test } from 'vitest'
import { checkCurrency } from './amounts.ts'
import { CURRENCIES } from './fiat.ts'

test('euros that come in by bank become USDC only, so a wallet on TRON is refused before the partner is asked', () => {
  for (const currency of CURRENCIES) {
    expect(checkCurrency(currency, 'POLYGON')).toBeNull()
    if (currency !== 'EUR') expect(checkCurrency(currency, 'TRON')).toBeNull()
  }
  expect(checkCurrency('EUR', 'TRON')).toMatchObject({ name: 'RAMP_CURRENCY_CHAIN' })
})
