import { scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSealer } from '../custody/sealer.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { Secret } from '../kernel/secret.ts'
import { createPasswords, isSamePassword, readPassword } from './password.ts'

const sealer = createSealer(new Secret(Buffer.alloc(32, 7)))
const hash = async (email: string, text: string, passwords = createPasswords(sealer, 2 ** 10)) => {
  const hashed = await passwords.hash(email, new Secret(text))
  if (isRefusal(hashed)) throw new Error(hashed.name)
  return hashed
}

test('what is stored is scrypt of 128 MiB under a salt of the e-mail, keyed by the vault', async () => {
  const stored = await hash('Ana@example.org', 'correct horse battery', createPasswords(sealer))
  const [name, N, r, p, salt = '', kept = ''] = stored.split('$')
  expect([name, N, r, p]).toEqual(['scrypt', '131072', '8', '1'])
  const stretched = scryptSync('correct horse battery', Buffer.from(salt, 'base64url'), 32, {
    N: 131_072,
    r: 8,
    p: 1,
    maxmem: 2 ** 28,
  })
  expect(kept).not.toBe(stretched.toString('base64url'))
  expect(kept).toBe(sealer.keyedHash('password', stretched).toString('base64url'))
})

test('the same person is recognised however the e-mail is written; another password or person is not', async () => {
  const stored = await hash('Ana@example.org', 'correct horse battery')
  expect(isSamePassword(stored, await hash('ana@EXAMPLE.org', 'correct horse battery'))).toBe(true)
  expect(isSamePassword(stored, await hash('ana@example.org', 'correct horse batterY'))).toBe(false)
  expect(isSamePassword(stored, await hash('ben@example.org', 'correct horse battery'))).toBe(false)
})

test('a password has 12 to 1024 characters, is not trimmed, and is one however its accents are typed', () => {
  const read = (text: string) => {
    const password = readPassword(text)
    return isRefusal(password) ? password.name : password.reveal()
  }
  expect(read('x'.repeat(11))).toBe('PASSWORD_WEAK')
  expect(read('😀'.repeat(11))).toBe('PASSWORD_WEAK')
  expect(read(`  ${'x'.repeat(10)}`)).toBe(`  ${'x'.repeat(10)}`)
  expect(read('x'.repeat(1025))).toBe('MALFORMED')
  expect(read('e\u0301'.repeat(12))).toBe('\u00e9'.repeat(12))
})
