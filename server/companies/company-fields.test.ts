import { describe, expect, it } from 'vitest'
import { isRefusal } from '../kernel/refusal.ts'
import { readEmail, readWebhookKey, readWebhookUrl } from './company-fields.ts'

const accepts = (url: string, profile: 'production' | 'sandbox') => !isRefusal(readWebhookUrl(url, profile))

describe('webhook URLs', () => {
  it.each(['https://hooks.example.org/a?b=c', 'https://8.8.8.8/', 'https://[2606:4700::1111]:8443/x'])(
    'production and sandbox take %s',
    (url) => {
      expect([accepts(url, 'production'), accepts(url, 'sandbox')]).toEqual([true, true])
    },
  )
  it.each([
    'http://hooks.example.org/',
    'https://localhost/',
    'https://api.localhost/',
    'https://localhost./',
    'http://127.0.0.1:3000/hook',
    'https://0x7f.1/',
    'https://2130706433/',
    'http://[::1]:3000/',
  ])('only the sandbox takes %s', (url) => {
    expect([accepts(url, 'production'), accepts(url, 'sandbox')]).toEqual([false, true])
  })
  it.each([
    '',
    'hook',
    '/hook',
    'ftp://example.org/',
    'javascript:alert(1)',
    'https://',
    'https://user:secret@example.org/',
    'https://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://[fd00:ec2::254]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://0.0.0.0/',
    `https://example.org/${'x'.repeat(2048)}`,
  ])('nobody takes "%.60s"', (url) => {
    expect([accepts(url, 'production'), accepts(url, 'sandbox')]).toEqual([false, false])
  })
})

it.each(['short', '123456789', '         x         '])('the webhook key "%s" is too short', (key) => {
  expect(readWebhookKey('key', key)).toMatchObject({ name: 'WEBHOOK_KEY_SHORT' })
})

it.each(['línea-de-diez', 'ten\r\nX-Evil: 1', 'x'.repeat(256)])(
  'a webhook key that no header can carry is refused',
  (key) => {
    expect(isRefusal(readWebhookKey('key', key))).toBe(true)
  },
)

it('ten characters are enough for a webhook key; blanks around it do not count', () => {
  expect(readWebhookKey('key', ' 0123456789 ')).toBe('0123456789')
})

it.each(['a@b', 'ana.paz+1@example.org'])('%s is an email', (email) => {
  expect(readEmail('email', ` ${email} `)).toBe(email)
})

it.each(['', 'a', '@b', 'a@', 'a b@c', 'a@b@c', `${'x'.repeat(250)}@b.org`])(
  '"%.20s" is no email',
  (email) => {
    expect(readEmail('email', email)).toMatchObject({ name: 'FIELD_INVALID' })
  },
)
