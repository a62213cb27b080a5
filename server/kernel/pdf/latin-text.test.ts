import { expect, test } from 'vitest'
import { latinText } from './latin-text.ts'

test.each([
  ['Kiosk 12', 'Kiosk 12'],
  ['Café Zoë “Łódź” – 5 €', 'Café Zoë “Lódz” – 5 €'],
  ['Cafe\u0301', 'Café'],
  ['ŞIŞLI ıçin', 'SISLI için'],
  ['日本 Store', '?? Store'],
  ['АНА', '???'],
  ['a😀b', 'a?b'],
  ['\u202eevil\u0000\n\tname\u00ad', 'evil name'],
  ['ﬁne ②', 'fine 2'],
  ['\ud800', ''],
  ['', ''],
  ['%PDF (a) \\ <b>', '%PDF (a) \\ <b>'],
])('%j is shown as %j', (text, shown) => {
  expect(latinText(text, 100)).toBe(shown)
})

test('a text without end is cut', () => {
  expect(latinText('😀'.repeat(100_000), 5)).toBe('?????')
})
