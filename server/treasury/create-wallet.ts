import { Type } from 'typebox'
import { addressKey } from '../chains/address.ts'
import { findChain, readChainName } from '../chains/name.ts'
import type { ChainName } from '../chains/types.ts'
import type { Company } from '../companies/company.ts'
import { deriveAddress } from '../custody/derive-address.ts'
import type { Tx } from '../kernel/database.ts'
import { readText } from '../kernel/http/fields.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { Alias, findAccount, lockAccount } from './account.ts'
import type { TreasuryDeps } from './deps.ts'
import { takePlace } from './pool.ts'
import { showWallet, type TreasuryWallet, TreasuryWalletShape } from './wallet.ts'

/** A plain key: no code is ever put on its address, and gas comes when a transfer needs it. */
export function createWallet(deps: TreasuryDeps) {
  return writeRoute({
    method: 'POST',
    path: '/mpc/accounts/{accountId}/wallets/create',
    access: { level: 2 },
    summary: 'Create a treasury wallet',
    refusals: ['VALUE_NOT_ALLOWED', 'ACCOUNT_NOT_FOUND', 'PRODUCT_LIMIT'],
    tag: 'Treasury',
    body: Type.Object({ alias: Alias, blockchain: Type.String({ description: 'In any case; BNB = BSC' }) }),
    answer: TreasuryWalletShape,
    async write(tx, { companyId, params, body, now }) {
      const alias = readText('alias', body.alias)
      if (isRefusal(alias)) return alias
      const chain = readChainName(deps.chains, body.blockchain)
      if (isRefusal(chain)) return chain
      const found = await findAccount(tx, companyId, params.accountId)
      if (isRefusal(found)) return found
      const company = await takePlace(tx, companyId)
      if (isRefusal(company)) return company
      const account = await lockAccount(tx, companyId, params.accountId)
      if (isRefusal(account)) return account
      return showWallet(
        await insertWallet(tx, deps, company, { accountId: account.id, alias, chain, at: now }),
      )
    },
  })
}

async function insertWallet(
  tx: Tx,
  deps: TreasuryDeps,
  company: Company,
  input: { accountId: string; alias: string; chain: ChainName; at: Date },
): Promise<TreasuryWallet> {
  const { addresses } = findChain(deps.chains, input.chain)
  const keys = { address: (keyPath: string) => addresses.ofKey(deps.vault, keyPath) }
  const derived = await deriveAddress(tx, keys, {
    companyId: company.company_id,
    companyNumber: company.number,
    chain: input.chain,
    role: 'TREASURY',
  })
  const wallet = await tx
    .insertInto('treasury_wallets')
    .values({
      company_id: company.company_id,
      id: newId(),
      account_id: input.accountId,
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
      product: 'treasury',
      kind: 'WALLET',
      wallet_id: wallet.id,
      key_path: wallet.key_path,
    })
    .execute()
  return wallet
}
