import type { GasVault } from './chains/local-chain.ts'
import type { SandboxChain } from './chains/sandbox-chain.ts'

/** Gives the platform's gas account what it needs on every chain, as its operator would, before the platform needs it. */
export async function fundGasAccount(vault: GasVault, chains: readonly SandboxChain[]): Promise<void> {
  await Promise.all(chains.map(({ local, url }) => local.fundGasAccount(url, vault)))
}
