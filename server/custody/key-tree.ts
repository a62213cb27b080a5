import { HDKey } from '@scure/bip32'
import { entropyToMnemonic, mnemonicToSeed } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { Secret } from '../kernel/secret.ts'
import { readKeyPath } from './derivation.ts'

/** Parents kept: a key is then one derivation away instead of five. One parent serves a company's branch. */
const PARENTS_MAX = 1024

/** The keys below one seed, by path. Standard BIP32/39/44: the words alone, in any wallet, give the same keys. */
export interface KeyTree {
  key(keyPath: string): Secret<HDKey>
}

export async function plantKeyTree(entropy: Secret<Buffer>): Promise<KeyTree> {
  const seed = await mnemonicToSeed(entropyToMnemonic(entropy.reveal(), wordlist))
  const root = new Secret(HDKey.fromMasterSeed(seed))
  const parents = new Map<string, Secret<HDKey>>()

  const parent = (companyNumber: number, branch: number) => {
    const path = `m/44'/60'/${companyNumber}'/${branch}`
    const found = parents.get(path) ?? new Secret(root.reveal().derive(path))
    // Inserted anew so that the map's order is the order of last use, and the first is the one to forget.
    parents.delete(path)
    parents.set(path, found)
    const [oldest] = parents.keys()
    if (parents.size > PARENTS_MAX && oldest !== undefined) parents.delete(oldest)
    return found
  }

  return {
    key(keyPath) {
      const { companyNumber, branch, index } = readKeyPath(keyPath)
      return new Secret(parent(companyNumber, branch).reveal().deriveChild(index))
    },
  }
}
