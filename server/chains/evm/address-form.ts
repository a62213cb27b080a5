import { getAddress, isAddress } from 'viem'
import type { AddressForm } from '../chain.ts'

/** Emitted with the checksum. All upper case is a wrong one; lower case carries none and is accepted. */
export const evmAddresses: AddressForm = {
  read: (text) => (isAddress(text, { strict: true }) ? getAddress(text) : null),
  isNobody: (address) => /^0x0{40}$/.test(address),
  ofKey: (vault, keyPath) => vault.address(keyPath),
}
