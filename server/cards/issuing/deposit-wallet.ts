import { type Selectable, sql } from 'kysely'
import { Type } from 'typebox'
import { addressKey } from '../../chains/address.ts'
import { readCursor } from '../../chains/cursor.ts'
import type { Company } from '../../companies/company.ts'
import { deriveAddress } from '../../custody/derive-address.ts'
import type { Reader, Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Schema } from '../../migrations/schema.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import type { IssuingDeps } from './deps.ts'

/** Where a TOP_UP card is topped up. */
export type DepositWallet = Selectable<Schema['card_wallets']>

export const TopUpShape = Type.Object({
  address: Type.String(),
  blockchain: Type.String(),
  tokens: Type.Array(Type.String()),
  ramps: Type.Array(Type.Object({})),
})

export function showTopUp({ tokens }: Pick<IssuingDeps, 'tokens'>, wallet: DepositWallet): object {
  return {
    address: wallet.address,
    blockchain: wallet.chain,
    tokens: tokens.defaults(wallet.chain).map(({ symbol }) => symbol),
    ramps: [],
  }
}

export async function findDepositWallet(
  reader: Reader,
  companyId: string,
  cardId: string,
): Promise<DepositWallet | null> {
  const wallet = await reader
    .selectFrom('card_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('rotated_at', 'is', null)
    .executeTakeFirst()
  return wallet ?? null
}

/** The counter of addresses stays locked until the commit: do this late. */
export async function createDepositWallet(
  tx: Tx,
  { vault }: Pick<IssuingDeps, 'vault'>,
  company: Company,
  cardId: string,
  now: Date,
): Promise<DepositWallet> {
  const derived = await deriveAddress(tx, vault, {
    companyId: company.company_id,
    companyNumber: company.number,
    chain: CARD_CHAIN,
    role: 'CARD_DEPOSIT',
  })
  const wallet = await tx
    .insertInto('card_wallets')
    .values({
      company_id: company.company_id,
      id: newId(),
      card_id: cardId,
      chain: CARD_CHAIN,
      address: derived.address,
      key_path: derived.keyPath,
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('address_directory')
    .values({
      chain: wallet.chain,
      address: addressKey(wallet.address),
      company_id: wallet.company_id,
      product: 'cards',
      kind: 'DEPOSIT',
      wallet_id: wallet.id,
      key_path: wallet.key_path,
    })
    .execute()
  return wallet
}

/** What is mined on it after the newest block that we know belongs to nobody. The caller holds the company's lock. */
export async function retireByBlock(tx: Tx, wallet: DepositWallet, now: Date): Promise<void> {
  // Locked before the block is read: a block that is being recorded has its deposits here, and counts as known.
  await sql`SELECT FROM address_directory
    WHERE company_id = ${wallet.company_id} AND wallet_id = ${wallet.id} FOR UPDATE`.execute(tx)
  const cursor = await readCursor(tx, wallet.chain)
  await tx
    .updateTable('address_directory')
    .set({ retired_block: cursor?.number ?? 0n })
    .where('company_id', '=', wallet.company_id)
    .where('wallet_id', '=', wallet.id)
    .execute()
  await tx
    .updateTable('card_wallets')
    .set({ rotated_at: now })
    .where('company_id', '=', wallet.company_id)
    .where('id', '=', wallet.id)
    .execute()
}

/** Deposits to the card that are not credited: locked before their card, as when they are credited. */
export async function lockDeposits(tx: Tx, companyId: string, cardId: string): Promise<void> {
  await sql`
    SELECT d.id FROM deposits d
    JOIN card_wallets w ON w.company_id = d.company_id AND w.id = d.wallet_id
    WHERE d.company_id = ${companyId} AND w.card_id = ${cardId} AND d.chain = w.chain AND d.address = w.address
      AND d.status IN ('DETECTED', 'BELOW_MINIMUM', 'CONFIRMED')
    ORDER BY d.id FOR UPDATE OF d`.execute(tx)
}

/** The card is deleted: none of its addresses, old ones too, takes a deposit any more. */
export async function retireAddresses(tx: Tx, companyId: string, cardId: string, now: Date): Promise<void> {
  await sql`UPDATE address_directory SET retired_at = ${now}
    WHERE company_id = ${companyId}
      AND wallet_id IN (SELECT id FROM card_wallets WHERE company_id = ${companyId} AND card_id = ${cardId})`.execute(
    tx,
  )
}
