import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { findClient } from '../client.ts'
import { findBankAccount, selectBankAccounts } from './bank-account.ts'
import type { BankDeps } from './deps.ts'
import { BankAccountAnswer, showBankAccount } from './show-bank-account.ts'

export function listBankAccounts({ sealer }: BankDeps) {
  return readRoute({
    method: 'GET',
    path: '/management/clients/{clientId}/banks',
    access: { level: 1 },
    summary: 'List the bank accounts of a client',
    tag: 'Bank accounts',
    refusals: ['CLIENT_NOT_FOUND'],
    answer: Type.Array(BankAccountAnswer),
    async read(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      const accounts = await selectBankAccounts(db, companyId)
        .where('client_id', '=', client.id)
        .orderBy('id', 'desc')
        .execute()
      return accounts.map((account) => showBankAccount(sealer, account))
    },
  })
}

export function getBankAccount({ sealer }: BankDeps) {
  return readRoute({
    method: 'GET',
    path: '/management/clients/{clientId}/banks/{bankId}',
    access: { level: 1 },
    summary: 'Get a bank account of a client',
    tag: 'Bank accounts',
    refusals: ['CLIENT_NOT_FOUND', 'BANK_ACCOUNT_NOT_FOUND'],
    answer: BankAccountAnswer,
    async read(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      const account = await findBankAccount(db, companyId, params.bankId ?? '')
      if (isRefusal(account)) return account
      return account.client_id === client.id
        ? showBankAccount(sealer, account)
        : refuse('BANK_ACCOUNT_NOT_FOUND')
    },
  })
}
