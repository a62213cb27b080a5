import { describe, expect, it } from 'vitest'
import { classifyAddress } from './address-class.ts'

describe('classifyAddress', () => {
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700:4700::1111'])('calls %s public', (text) => {
    expect(classifyAddress(text)).toBe('PUBLIC')
  })
  it.each(['127.0.0.1', '127.9.9.9', '::1'])('calls %s loopback', (text) => {
    expect(classifyAddress(text)).toBe('LOOPBACK')
  })
  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '240.0.0.1',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
  ])('never calls the internal address %s public', (text) => {
    expect(classifyAddress(text)).toBe('INTERNAL')
  })
  it.each([
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
  ])('never lets %s smuggle an IPv4 address in IPv6 form', (text) => {
    expect(classifyAddress(text)).toBe('INTERNAL')
  })
  it.each(['', 'example.org', '127.1', '0x7f.0.0.1', '2130706433', '[::1]', '1.2.3.4/8'])(
    'takes "%s" for no address',
    (text) => {
      expect(classifyAddress(text)).toBeNull()
    },
  )
})
