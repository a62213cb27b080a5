import type { Resolver } from 'node:dns/promises'
import { isIPv6, type LookupFunction } from 'node:net'
import { classifyAddress } from '../../kernel/address-class.ts'

/** Public by its range, and still a cloud's own: Azure answers a machine's metadata there. */
const METADATA_IN_PUBLIC_RANGE: ReadonlySet<string> = new Set(['168.63.129.16'])

/** Refused before a packet is sent. The text names no address: what our resolver sees is not the caller's to learn. */
export class ForbiddenTarget extends Error {}

/** May we connect to it? Loopback only where `allowLoopback` (the sandbox), other internal ranges never. */
export function isAllowedAddress(address: string, allowLoopback: boolean): boolean {
  if (METADATA_IN_PUBLIC_RANGE.has(address)) return false
  const addressClass = classifyAddress(address)
  return addressClass === 'PUBLIC' || (addressClass === 'LOOPBACK' && allowLoopback)
}

/**
 * The `lookup` of our sockets: asks DNS itself, checks every address of the name, and hands exactly the checked ones to the
 * connection, so a name that answers differently a moment later (DNS rebinding) reaches nothing else. One internal address among
 * public ones refuses the whole name. It does not use the system's resolver, whose few threads one slow name server would block
 * for all companies; so /etc/hosts does not count, but for localhost.
 */
export function guardedLookup(resolver: Resolver, allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(resolver, hostname).then(
      (addresses) => {
        if (!addresses.every((address) => isAllowedAddress(address, allowLoopback)))
          return callback(new ForbiddenTarget('the host has an address that is not public'), '')
        const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
        const [first] = found
        if (first === undefined) return callback(new Error('the host has no address'), '')
        if (options.all === true) return callback(null, found)
        callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }
}

/** IPv4 first: it is what connects where IPv6 is half configured. */
async function resolveAll(resolver: Resolver, hostname: string): Promise<string[]> {
  if (isLocalhost(hostname)) return ['127.0.0.1', '::1']
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
  if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason
  return [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

function isLocalhost(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname)
}
