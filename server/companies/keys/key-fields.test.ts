import { expect, it } from 'vitest'
import { readAllowList } from './key-fields.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  [' 10.0.0.0/8 ', '10.0.0.0/8'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['2001:db8::/032', '2001:db8::/32'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
])('the entry "%s" is kept as %s', (entry, canonical) => {
  expect(readAllowList([entry, entry])).toEqual([canonical])
})

it.each([
  '',
  '10',
  '10.0.0',
  '010.0.0.1',
  '0x0a000001',
  '10.0.0.256',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '::/129',
  'fe80::1%eth0',
  '::ffff:10.0.0.0/104',
  'localhost',
  '*',
])('the entry "%s", which two readers could read differently or not at all, is refused', (entry) => {
  expect(readAllowList(['10.0.0.1', entry])).toMatchObject({ name: 'ALLOW_LIST_INVALID' })
})
