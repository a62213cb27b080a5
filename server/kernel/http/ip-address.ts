import ipaddr from 'ipaddr.js'

/** One text for one address: IPv4 in IPv6 (`::ffff:10.0.0.1`) becomes IPv4. What is no address stays as it is. */
export function normaliseAddress(text: string): string {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : text
}

/** Whether the address is one of the addresses or in one of the CIDR ranges. Unreadable entries hold nothing. */
export function isInside(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const wanted = ipaddr.process(address)
  return ranges.some((range) => {
    const read = readRange(range)
    return read !== null && read[0].kind() === wanted.kind() && wanted.match(read[0], read[1])
  })
}

/** An address alone is the range of itself; a range of IPv4 in IPv6 is the range of IPv4. */
function readRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  const trimmed = text.trim()
  if (ipaddr.isValid(trimmed)) {
    const one = ipaddr.process(trimmed)
    return [one, one.kind() === 'ipv4' ? 32 : 128]
  }
  if (!ipaddr.isValidCIDR(trimmed)) return null
  const [base, bits] = ipaddr.parseCIDR(trimmed)
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96)
    return [base.toIPv4Address(), bits - 96]
  return [base, bits]
}
