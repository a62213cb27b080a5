import { expect, test } from 'vitest'
import { newSigningSecret, signature } from './signature.ts'

test('signs as the published example of Standard Webhooks', () => {
  const parts = {
    webhookId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: Buffer.from('{"test": 2432232314}'),
  }
  expect(signature('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', parts)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('a secret holds 32 random bytes and never comes twice', () => {
  const secrets = new Set(Array.from({ length: 100 }, newSigningSecret))
  expect(secrets.size).toBe(100)
  for (const secret of secrets) expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32)
})

test('refuses to sign under a text that is no signing secret', () => {
  expect(() => signature('plain', { webhookId: 'a', timestamp: 1, body: Buffer.from('') })).toThrow('whsec_')
})
