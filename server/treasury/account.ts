import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'

/** A group of the company's own wallets. */
export type Account = Selectable<Schema['treasury_accounts']>

export const Alias = Type.String({ description: '1 to 100 characters' })

export const AccountShape = Type.Object({ id: Type.String(), alias: Type.String() })

export function showAccount({ id, alias }: Account): object {
  return { id, alias }
}

/** A1. Unknown, deleted and foreign ids answer alike. */
export async function findAccount(
  reader: Reader,
  companyId: string,
  id: string | undefined,
): Promise<Account | Refusal> {
  if (id === undefined || !isId(id)) return refuse('ACCOUNT_NOT_FOUND')
  const account = await reader
    .selectFrom('treasury_accounts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return account ?? refuse('ACCOUNT_NOT_FOUND')
}

/** Until the commit: no wallet comes to an account that is just being deleted. */
export async function lockAccount(
  tx: Tx,
  companyId: string,
  id: string | undefined,
): Promise<Account | Refusal> {
  if (id === undefined || !isId(id)) return refuse('ACCOUNT_NOT_FOUND')
  const account = await tx
    .selectFrom('treasury_accounts')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return account ?? refuse('ACCOUNT_NOT_FOUND')
}
