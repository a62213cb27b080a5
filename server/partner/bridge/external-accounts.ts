import type { ExternalAccount, NewExternalAccount, Partner } from '../partner.ts'
import { goneIsDone } from './gone.ts'
import type { Ask } from './http.ts'
import { type Fields, optionalText, text } from './read.ts'

type ExternalAccounts = Pick<Partner, 'createExternalAccount' | 'deleteExternalAccount'>

export function bridgeExternalAccounts(ask: Ask): ExternalAccounts {
  const path = '/customers/{customerId}/external_accounts'
  return {
    createExternalAccount: (customerId, account, key) =>
      ask({ method: 'POST', path, ids: { customerId }, body: bodyOf(account), key }, readAccount),
    deleteExternalAccount: (customerId, accountId) =>
      goneIsDone(
        ask({ method: 'DELETE', path: `${path}/{accountId}`, ids: { customerId, accountId } }, () => {}),
      ),
  }
}

function bodyOf({ rail, ...account }: NewExternalAccount): object {
  return { ...account, [rail.name]: rail.fields }
}

function readAccount(answer: Fields): ExternalAccount {
  return {
    id: text(answer, 'id'),
    active: answer.active !== false,
    bankName: optionalText(answer, 'bank_name'),
  }
}
