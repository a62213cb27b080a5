import type { Chain } from '../chains/chain.ts'
import { GAS_KEY_PATH } from '../custody/derivation.ts'
import type { Vault } from '../custody/vault.ts'

/** The platform's account that pays for sweeps and deployments, and tops up holding wallets. */
export function gasAccount(
  chain: Pick<Chain, 'addresses'>,
  vault: Pick<Vault, 'address'>,
): { address: string; keyPath: string } {
  return { address: chain.addresses.ofKey(vault, GAS_KEY_PATH), keyPath: GAS_KEY_PATH }
}
