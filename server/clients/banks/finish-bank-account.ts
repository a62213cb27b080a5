import { sql } from 'kysely'
import { writeAudit } from '../../kernel/audit.ts'
import { type Database, inTransaction } from '../../kernel/database.ts'
import type { Call } from '../../kernel/http/route.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { type Asked, askForAccount } from './ask-for-account.ts'
import { auditFacts, type BankAccount, type BankAccountRow } from './bank-account.ts'
import type { BankDeps } from './deps.ts'
import { showBankAccount } from './show-bank-account.ts'

type FinishCall = Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'now'>

/**
 * Asks the partner for the account and answers how that ended. A retry after a crash comes here again. When the loop was here first
 * (remove-bank-accounts.ts), the account is on its way out and is not answered as made.
 */
export async function finishBankAccount(
  deps: BankDeps,
  call: FinishCall,
  id: string,
): Promise<object | Refusal> {
  const row = await readRow(deps.db, call.companyId, id)
  if (row.state === 'CREATING') await settle(deps, call, row, await askForAccount(deps, row))
  return answer(deps.sealer, await readRow(deps.db, call.companyId, id))
}

async function readRow(db: Database, companyId: string, id: string): Promise<BankAccountRow> {
  return db
    .selectFrom('bank_accounts')
    .selectAll()
    .$narrowType<BankAccountRow>()
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

function answer(sealer: Sealer, row: BankAccountRow): object | Refusal {
  if (isActive(row)) return showBankAccount(sealer, row)
  if (row.state === 'REFUSED') return refusalOf(row)
  return refuse(row.deleted_at === null ? 'PARTNER_UNAVAILABLE' : 'BANK_ACCOUNT_NOT_FOUND')
}

function isActive(row: BankAccountRow): row is BankAccount {
  return row.state === 'ACTIVE'
}

/** A key of the right form that the partner does not take is one of its own virtual accounts. */
function refusalOf({ rail, refusal }: BankAccountRow): Refusal {
  const detail = refusal ?? ''
  if (rail === 'BRE_B' && /\bbre_b_key$/.test(detail)) return refuse('BRE_B_VIRTUAL_ACCOUNT')
  return refuse('BANK_ACCOUNT_REFUSED', { detail })
}

/** Nothing changes when the row has gone on since it was read. */
async function settle({ db }: BankDeps, call: FinishCall, row: BankAccountRow, asked: Asked): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('bank_accounts')
      .set(changeOf(row, asked))
      .where('company_id', '=', row.company_id)
      .where('id', '=', row.id)
      .where('state', '=', 'CREATING')
      .executeTakeFirstOrThrow()
    if (asked.kind !== 'MADE' || numUpdatedRows === 0n) return
    await writeAudit(tx, {
      companyId: row.company_id,
      caller: call.caller,
      action: 'bank_account.created',
      objectType: 'bank_account',
      objectId: row.id,
      before: null,
      after: auditFacts(row),
      traceId: call.traceId,
      at: call.now,
    })
  })
}

function changeOf(row: BankAccountRow, asked: Asked) {
  switch (asked.kind) {
    case 'MADE':
      return {
        state: 'ACTIVE',
        partner_account_id: asked.accountId,
        bank_name: row.bank_name ?? asked.bankName,
      }
    case 'REFUSED':
      return { state: 'REFUSED', refusal: asked.detail, sealed: null }
    case 'SILENT':
    case 'FORGOTTEN':
      return { state: 'REMOVING', next_try_at: sql<Date>`now()` }
  }
}
