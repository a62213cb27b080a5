import type { Reader } from '../kernel/database.ts'

export type RampsOf =
  | { readonly walletId: string }
  | { readonly clientId: string }
  | { readonly bankAccountId: string }

/** Whether a ramp of a wallet, a client or a bank account has not ended. Right under the lock of what is to be deleted. */
export async function hasOpenRamps(reader: Reader, companyId: string, by: RampsOf): Promise<boolean> {
  const [column, id] = ownerOf(by)
  const open = await reader
    .selectFrom('ramps')
    .select('id')
    .where('company_id', '=', companyId)
    .where(column, '=', id)
    .where('status', 'in', ['PENDING', 'PROCESSING'])
    .limit(1)
    .executeTakeFirst()
  return open !== undefined
}

function ownerOf(by: RampsOf) {
  if ('walletId' in by) return ['wallet_id', by.walletId] as const
  return 'clientId' in by
    ? (['client_id', by.clientId] as const)
    : (['bank_account_id', by.bankAccountId] as const)
}
