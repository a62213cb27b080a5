import ipaddr from 'ipaddr.js'

/**
 * What an IP address is to a server that calls URLs given by others. INTERNAL is everything that must never be called:
 * private, link-local, metadata, carrier, documentation, multicast and reserved ranges, and IPv6 forms that carry an IPv4 address.
 */
export type AddressClass = 'PUBLIC' | 'LOOPBACK' | 'INTERNAL'

const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** The class of an IP address in text form (IPv6 without brackets), or null when the text is no IP address. */
export function classifyAddress(text: string): AddressClass | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return classOfRange(ipaddr.IPv4.parse(text).range())
  if (!ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  if (address.zoneId) return 'INTERNAL'
  const range = classOfRange(address.range())
  // Whatever the library may not know by name: outside 2000::/3 nothing is public.
  return range === 'PUBLIC' && !address.match(GLOBAL_UNICAST_V6) ? 'INTERNAL' : range
}

function classOfRange(range: string): AddressClass {
  if (range === 'unicast') return 'PUBLIC'
  return range === 'loopback' ? 'LOOPBACK' : 'INTERNAL'
}
