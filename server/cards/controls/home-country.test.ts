import { expect, test } from 'vitest'
import { homeCountry } from './home-country.ts'

test.each([
  [{ country: 'es' }, 'ESP'],
  [{ country: 'ESP' }, 'ESP'],
  [{ country: '724' }, 'ESP'],
  [{ country: 8 }, 'ALB'],
  [{ country: 'Spain' }, null],
  [{ country: ['ESP'] }, null],
  [{}, null],
  [null, null],
  [undefined, null],
])("the cardholder's country in any code: %o", (metadata, country) => {
  expect(homeCountry(metadata)).toBe(country)
})
