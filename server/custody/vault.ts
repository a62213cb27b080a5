import { secp256k1 } from '@noble/curves/secp256k1.js'
import type { HDKey } from '@scure/bip32'
import { bytesToHex } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import type { VaultKey } from '../kernel/config.ts'
import type { Database } from '../kernel/database.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Secret } from '../kernel/secret.ts'
import { type KeyTree, plantKeyTree } from './key-tree.ts'
import { createSealer } from './sealer.ts'
import { openSeed } from './seed.ts'
import { demandConsistent, type Signature, type Signer, SignerError, type SigningRequest } from './signer.ts'

/** Kept, as they are asked for with every transaction and are no secrets: deriving one takes milliseconds of processor. */
const ADDRESSES_MAX = 10_000

/** Keys live in here and do not come out: others get addresses, signatures and sealed values. */
export interface Vault {
  readonly sealer: Sealer
  /** Who signs with this key: this vault, whatever the key is for. A role may get a signer elsewhere without its askers changing. */
  signerFor(keyPath: string): Signer
  /** EVM address, checksummed. @throws when the path is not one of derivation.ts. */
  address(keyPath: string): string
}

/** Opens the vault of this database, making its seed at the first start. @throws VaultError when the key is not the one. */
export async function openVault(db: Database, vaultKey: VaultKey): Promise<Vault> {
  const entropy = await openSeed(db, vaultKey)
  const keys = await plantKeyTree(entropy)
  const addresses = new Map<string, string>()
  const local: Signer = {
    sign: async (request) => ({ signed: true, signature: signLocally(keys, request) }),
  }
  return {
    sealer: createSealer(entropy),
    signerFor: () => local,
    address(keyPath) {
      const known = addresses.get(keyPath)
      if (known !== undefined) return known
      const address = publicKeyToAddress(bytesToHex(uncompressedPublicKey(keys.key(keyPath))))
      if (addresses.size >= ADDRESSES_MAX) addresses.clear()
      addresses.set(keyPath, address)
      return address
    },
  }
}

function signLocally(keys: KeyTree, request: SigningRequest): Signature {
  demandConsistent(request)
  const { keyPath, digest } = request
  const bytes = secp256k1.sign(digest, privateKey(keys.key(keyPath)), { prehash: false, format: 'recovered' })
  const { r, s, recovery } = secp256k1.Signature.fromBytes(bytes, 'recovered')
  if (recovery !== 0 && recovery !== 1) throw new SignerError('Signature without a parity')
  return { r, s, yParity: recovery }
}

function privateKey(key: Secret<HDKey>): Uint8Array {
  const bytes = key.reveal().privateKey
  if (bytes === null) throw new SignerError('Key without a private part')
  return bytes
}

function uncompressedPublicKey(key: Secret<HDKey>): Uint8Array {
  const compressed = key.reveal().publicKey
  if (compressed === null) throw new Error('Key without a public part')
  return secp256k1.Point.fromBytes(compressed).toBytes(false)
}
