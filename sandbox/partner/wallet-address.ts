import { secp256k1 } from '@noble/curves/secp256k1.js'
import { publicKeyToAddress } from 'viem/accounts'
import { addressOfEvm } from '../../server/chains/tron/address.ts'

/** The address of a key: that of the partner's wallet, or one that it gives out. `key`: 0x and 64 hex digits. */
export function partnerWalletAddress(key: string, family: 'EVM' | 'TRON'): string {
  const point = secp256k1.getPublicKey(Buffer.from(key.slice(2), 'hex'), false)
  const address = publicKeyToAddress(`0x${Buffer.from(point).toString('hex')}`)
  return family === 'EVM' ? address : addressOfEvm(address)
}
