import { GAS_KEY_PATH } from '../server/custody/derivation.ts'
import type { Vault } from '../server/custody/vault.ts'
import { callNodeForText } from './chains/rpc.ts'
import type { SandboxChain } from './chains/sandbox-chain.ts'
import { sendFrom, TOOLS_ADDRESS } from './chains/tokens.ts'

const COIN = 10n ** 18n
const LOW = 1_000n * COIN
const GIFT = 100_000n * COIN

/** Gives the platform's gas account coin on every chain, as its operator would, before the platform needs it. */
export async function fundGasAccount(vault: Vault, chains: readonly SandboxChain[]): Promise<void> {
  const address = vault.address(GAS_KEY_PATH)
  await Promise.all(chains.map((chain) => fund(chain, address)))
}

async function fund(chain: SandboxChain, address: string): Promise<void> {
  const balance = BigInt(await callNodeForText(chain.url, 'eth_getBalance', [address, 'latest']))
  if (balance >= LOW) return
  await sendFrom(chain.url, TOOLS_ADDRESS, { to: address, value: GIFT })
  await chain.mine(1)
}
