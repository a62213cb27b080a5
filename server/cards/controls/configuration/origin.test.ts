import { expect, test } from 'vitest'
import { readOrigin } from './origin.ts'

test('this machine may embed the page with the card number in the sandbox only', () => {
  expect(readOrigin('http://localhost:3000', 'sandbox')).toBe('http://localhost:3000')
  expect(readOrigin('http://localhost:3000', 'production')).toBeNull()
  expect(readOrigin('https://localhost', 'production')).toBe('https://localhost')
})

test.each([
  'javascript:alert(1)',
  'https://user@app.example',
  'https://a.example?x',
  'https://a.example#x',
  'null',
  '',
])('no origin: %s', (text) => {
  expect(readOrigin(text, 'sandbox')).toBeNull()
})

test('an origin is written as browsers compare it', () => {
  expect(readOrigin(' HTTPS://App.Example.com:443/ ', 'production')).toBe('https://app.example.com')
})
