import { addressKey } from '../chains/address.ts'
import type { Chain } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import type { GasKeeper } from '../chains/sender/gas-keeper.ts'
import type { ChainName } from '../chains/types.ts'
import type { Company } from '../companies/company.ts'
import { deriveAddress } from '../custody/derive-address.ts'
import type { Vault } from '../custody/vault.ts'
import type { Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { gasAccount } from './gas-account.ts'
import type { HoldingProduct } from './holding-wallet.ts'

const OF_PRODUCT = {
  virtual_wallets: { role: 'HOLDING', alias: 'Holding' },
  cards: { role: 'CARD_HOLDING', alias: 'Cards holding' },
} as const satisfies Record<HoldingProduct, object>

/**
 * A company's holding wallet of one product and chain, what sweeps to it need (EVM: the contract that moves deposits nowhere but here), and its first gas.
 * The caller holds the company's lock, so it is created once.
 */
export async function createHoldingWallet(
  tx: Tx,
  deps: {
    readonly chains: readonly Chain[]
    readonly vault: Vault
    readonly gasKeeper: Pick<GasKeeper, 'ensureGas'>
  },
  company: Company,
  chain: ChainName,
  product: HoldingProduct,
  now: Date,
): Promise<void> {
  const { role, alias } = OF_PRODUCT[product]
  const { addresses, sweeping } = findChain(deps.chains, chain)
  const keys = { address: (keyPath: string) => addresses.ofKey(deps.vault, keyPath) }
  const derived = await deriveAddress(tx, keys, {
    companyId: company.company_id,
    companyNumber: company.number,
    chain,
    role,
  })
  const id = newId()
  await tx
    .insertInto('holding_wallets')
    .values({
      company_id: company.company_id,
      id,
      product,
      chain,
      alias: `${alias} ${chain}`,
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
      product,
      kind: 'HOLDING',
      wallet_id: id,
      key_path: derived.keyPath,
    })
    .execute()
  await sweeping.prepare(
    tx,
    {
      companyId: company.company_id,
      product,
      chain,
      holdingAddress: derived.address,
      gas: gasAccount({ addresses }, deps.vault),
    },
    now,
  )
  await deps.gasKeeper.ensureGas(tx, { companyId: company.company_id, chain, address: derived.address }, now)
}
