import { GAS_KEY_PATH } from '../custody/derivation.ts'
import type { Vault } from '../custody/vault.ts'

/** The platform's account that pays for sweeps and deployments, and tops up holding wallets. */
export function gasAccount(vault: Pick<Vault, 'address'>): { address: string; keyPath: string } {
  return { address: vault.address(GAS_KEY_PATH), keyPath: GAS_KEY_PATH }
}
