import { sql } from 'kysely'
import { writeAudit } from '../../kernel/audit.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findClient } from '../client.ts'
import { auditFacts, lockBankAccount } from './bank-account.ts'
import type { BankDeps } from './deps.ts'
import { BankAccountAnswer, showBankAccount } from './show-bank-account.ts'

/** From now on it is not there. The loop deletes it at the partner, however long that does not answer. */
export function deleteBankAccount({ sealer, hasOpenRamps }: BankDeps) {
  return writeRoute({
    method: 'DELETE',
    path: '/management/clients/{clientId}/banks/{bankId}',
    access: { level: 3 },
    summary: 'Delete a bank account of a client',
    tag: 'Bank accounts',
    refusals: ['CLIENT_NOT_FOUND', 'BANK_ACCOUNT_NOT_FOUND', 'BANK_ACCOUNT_HAS_RAMPS'],
    answer: BankAccountAnswer,
    async write(tx, { companyId, params, caller, traceId, now }) {
      const client = await findClient(tx, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      const account = await lockBankAccount(tx, companyId, params.bankId ?? '')
      if (isRefusal(account)) return account
      if (account.client_id !== client.id) return refuse('BANK_ACCOUNT_NOT_FOUND')
      if (await hasOpenRamps(tx, companyId, { bankAccountId: account.id }))
        return refuse('BANK_ACCOUNT_HAS_RAMPS')
      await tx
        .updateTable('bank_accounts')
        .set({ state: 'REMOVING', deleted_at: now, next_try_at: sql`now()` })
        .where('company_id', '=', companyId)
        .where('id', '=', account.id)
        .execute()
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'bank_account.deleted',
        objectType: 'bank_account',
        objectId: account.id,
        before: auditFacts(account),
        after: null,
        traceId,
        at: now,
      })
      return showBankAccount(sealer, account)
    },
  })
}
