/** An address as address_directory keeps it: lower case (EVM); base58 is its own key. Two spellings of one address have one key. */
export function addressKey(address: string): string {
  return address.startsWith('0x') ? address.toLowerCase() : address
}
