import { GAS_KEY_PATH } from '../server/custody/derivation.ts'
import { openVault } from '../server/custody/vault.ts'
import type { Config } from '../server/kernel/config.ts'
import { openDatabase } from '../server/kernel/database.ts'
import { callNodeForText } from './chains/rpc.ts'
import type { SandboxChain } from './chains/sandbox-chain.ts'
import { sendFrom, TOOLS_ADDRESS } from './chains/tokens.ts'

const COIN = 10n ** 18n
const LOW = 1_000n * COIN
const GIFT = 100_000n * COIN

/** Gives the platform's gas account coin on every chain, as its operator would, before the platform needs it. */
export async function fundGasAccount(config: Config, chains: readonly SandboxChain[]): Promise<void> {
  const db = openDatabase({
    url: config.databaseUrl,
    poolSizeMax: 1,
    statementTimeoutMs: 10_000,
    onError: () => {}, // the query under way fails with it
  })
  try {
    const vault = await openVault(db, config.vaultKey)
    const address = vault.address(GAS_KEY_PATH)
    await Promise.all(chains.map((chain) => fund(chain, address)))
  } finally {
    await db.destroy()
  }
}

async function fund(chain: SandboxChain, address: string): Promise<void> {
  const balance = BigInt(await callNodeForText(chain.url, 'eth_getBalance', [address, 'latest']))
  if (balance >= LOW) return
  await sendFrom(chain.url, TOOLS_ADDRESS, { to: address, value: GIFT })
  await chain.mine(1)
}
