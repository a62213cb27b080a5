import { Type } from 'typebox'
import { addressKey } from '../chains/address.ts'
import { findChain } from '../chains/name.ts'
import type { ChainName } from '../chains/types.ts'
import type { Company } from '../companies/company.ts'
import { deriveAddress } from '../custody/derive-address.ts'
import { createHoldingWallet } from '../holdings/create-holding-wallet.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import type { Tx } from '../kernel/database.ts'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { takePlace } from './pool.ts'
import { Alias, Blockchain, showVirtualWallet, VirtualWalletShape } from './shapes.ts'
import { readWalletChain, type VirtualWallet } from './virtual-wallet.ts'

/** The first wallet of a chain brings the chain's holding wallet with it. */
export function createWallet(deps: WalletDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/create',
    access: { level: 2 },
    summary: 'Create a virtual wallet with its deposit address',
    refusals: ['VALUE_NOT_ALLOWED', 'SOLANA_UNSUPPORTED', 'PRODUCT_LIMIT'],
    tag: 'Virtual wallets',
    body: Type.Object({ alias: Alias, blockchain: Blockchain }),
    answer: VirtualWalletShape,
    async write(tx, call) {
      const alias = readText('alias', call.body.alias)
      if (isRefusal(alias)) return alias
      const chain = readWalletChain(deps.chains, call.body.blockchain)
      if (isRefusal(chain)) return chain
      const company = await takePlace(tx, call.companyId)
      if (isRefusal(company)) return company
      const holding = await findHoldingWallet(tx, call.companyId, chain, 'virtual_wallets')
      if (isRefusal(holding)) await createHoldingWallet(tx, deps, company, chain, 'virtual_wallets', call.now)
      return showVirtualWallet(await insertWallet(tx, deps, company, { alias, chain, at: call.now }))
    },
  })
}

async function insertWallet(
  tx: Tx,
  deps: WalletDeps,
  company: Company,
  input: { alias: string; chain: ChainName; at: Date },
): Promise<VirtualWallet> {
  const { addresses } = findChain(deps.chains, input.chain)
  const keys = { address: (keyPath: string) => addresses.ofKey(deps.vault, keyPath) }
  const derived = await deriveAddress(tx, keys, {
    companyId: company.company_id,
    companyNumber: company.number,
    chain: input.chain,
    role: 'DEPOSIT',
  })
  const wallet = await tx
    .insertInto('virtual_wallets')
    .values({
      company_id: company.company_id,
      id: newId(),
      alias: input.alias,
      chain: input.chain,
      address: derived.address,
      key_path: derived.keyPath,
      created_at: input.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('address_directory')
    .values({
      chain: wallet.chain,
      address: addressKey(wallet.address),
      company_id: wallet.company_id,
      product: 'virtual_wallets',
      kind: 'DEPOSIT',
      wallet_id: wallet.id,
      key_path: wallet.key_path,
    })
    .execute()
  return wallet
}
