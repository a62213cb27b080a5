import { addressKey } from '../chains/address.ts'
import type { ChainName } from '../chains/types.ts'
import type { Company } from '../companies/company.ts'
import { deriveAddress } from '../custody/derive-address.ts'
import { queueSweeperDeployment } from '../deposits/sweep-deploy.ts'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import type { WalletDeps } from './deps.ts'
import { gasAccount } from './gas-account.ts'

/**
 * A company's holding wallet of one chain, its sweeper (the contract that moves deposits nowhere but here), and its first gas.
 * The caller holds the company's lock, so it is created once.
 */
export async function createHoldingWallet(
  tx: Tx,
  deps: WalletDeps,
  company: Company,
  chain: ChainName,
  now: Date,
): Promise<void> {
  const derived = await deriveAddress(tx, deps.vault, {
    companyId: company.company_id,
    companyNumber: company.number,
    chain,
    role: 'HOLDING',
  })
  const id = newId()
  await tx
    .insertInto('holding_wallets')
    .values({
      company_id: company.company_id,
      id,
      product: 'virtual_wallets',
      chain,
      alias: `Holding ${chain}`,
      address: derived.address,
      key_path: derived.keyPath,
      created_at: now,
    })
    .execute()
  await tx
    .insertInto('address_directory')
    .values({
      chain,
      address: addressKey(derived.address),
      company_id: company.company_id,
      product: 'virtual_wallets',
      kind: 'HOLDING',
      wallet_id: id,
      key_path: derived.keyPath,
    })
    .execute()
  await queueSweeperDeployment(
    tx,
    { companyId: company.company_id, chain, holdingAddress: derived.address, gas: gasAccount(deps.vault) },
    now,
  )
  await deps.gasKeeper.ensureGas(tx, { companyId: company.company_id, chain, address: derived.address }, now)
}
