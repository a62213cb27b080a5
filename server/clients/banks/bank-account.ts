import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../../kernel/database.ts'
import { isId } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Schema } from '../../migrations/schema.ts'

export type BankRail = 'ACH' | 'SPEI' | 'SEPA' | 'PIX' | 'FPS' | 'CO_BANK_TRANSFER' | 'BRE_B'
export type BankCurrency = 'USD' | 'MXN' | 'EUR' | 'BRL' | 'GBP' | 'COP'

/**
 * CREATING: committed, the partner is being asked. ACTIVE: it has it. REFUSED: it did not take it. REMOVING: it is to be deleted there,
 * because a caller deleted it or because nobody was told that it was made. REMOVED: nothing is left there.
 */
export type BankAccountState = 'CREATING' | 'ACTIVE' | 'REFUSED' | 'REMOVING' | 'REMOVED'

export type BankAccountRow = Omit<Selectable<Schema['bank_accounts']>, 'rail' | 'currency' | 'state'> & {
  readonly rail: BankRail
  readonly currency: BankCurrency
  readonly state: BankAccountState
}

/** One that the partner has and that nobody deleted: what callers see and ramps pay to. */
export type BankAccount = BankAccountRow & {
  readonly state: 'ACTIVE'
  readonly partner_account_id: string
  readonly sealed: Buffer
  readonly deleted_at: null
}

export function selectBankAccounts(reader: Reader, companyId: string) {
  return reader
    .selectFrom('bank_accounts')
    .selectAll()
    .$narrowType<BankAccount>()
    .where('company_id', '=', companyId)
    .where('state', '=', 'ACTIVE')
}

/** Unknown, deleted and foreign ids answer alike. */
export async function findBankAccount(
  reader: Reader,
  companyId: string,
  id: string,
): Promise<BankAccount | Refusal> {
  if (!isId(id)) return refuse('BANK_ACCOUNT_NOT_FOUND')
  const found = await selectBankAccounts(reader, companyId).where('id', '=', id).executeTakeFirst()
  return found ?? refuse('BANK_ACCOUNT_NOT_FOUND')
}

/** For who pays to it: it is not deleted until this transaction has ended; many may hold it so. */
export async function shareBankAccount(
  tx: Tx,
  companyId: string,
  id: string,
): Promise<BankAccount | Refusal> {
  if (!isId(id)) return refuse('BANK_ACCOUNT_NOT_FOUND')
  const found = await selectBankAccounts(tx, companyId).where('id', '=', id).forShare().executeTakeFirst()
  return found ?? refuse('BANK_ACCOUNT_NOT_FOUND')
}

/** For who deletes it: who pays to it has ended or has not begun. */
export async function lockBankAccount(tx: Tx, companyId: string, id: string): Promise<BankAccount | Refusal> {
  if (!isId(id)) return refuse('BANK_ACCOUNT_NOT_FOUND')
  const found = await selectBankAccounts(tx, companyId).where('id', '=', id).forUpdate().executeTakeFirst()
  return found ?? refuse('BANK_ACCOUNT_NOT_FOUND')
}

/** What the audit log tells of it. */
export function auditFacts({ client_id, rail, currency, last4 }: BankAccountRow): object {
  return { client_id, type: rail, currency, last4 }
}
