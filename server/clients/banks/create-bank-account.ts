import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { type Call, writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { findPartnerCustomer, shareClient } from '../client.ts'
import { readOptionalText } from './body-fields.ts'
import type { BankDeps } from './deps.ts'
import { finishBankAccount } from './finish-bank-account.ts'
import type { AnyRail } from './rails/rail.ts'
import { sealAccount } from './sealed-account.ts'
import { railAnswer } from './show-bank-account.ts'

/** Until then the call that makes it is under way; the partner's adapter has given up long before. */
const CALL_SECONDS_MAX = 60

/** The row is committed with the key under which the partner makes the account, before the partner hears of it. */
export function createBankAccount(deps: BankDeps, rail: AnyRail) {
  return writeRoute({
    method: 'POST',
    path: `/management/clients/{clientId}/banks/${rail.segment}`,
    access: { level: 3 },
    summary: rail.summary,
    tag: 'Bank accounts',
    status: rail.status,
    refusals: [
      'CLIENT_NOT_FOUND',
      'CLIENT_NOT_LINKED',
      'FIELD_INVALID',
      ...(rail.currency === 'COP' ? (['COP_ENDORSEMENT_MISSING'] as const) : []),
      ...(rail.refusals ?? []),
      'BANK_ACCOUNT_REFUSED',
      'PARTNER_UNAVAILABLE',
      'PARTNER_NOT_SET_UP',
    ],
    body: rail.body,
    answer: railAnswer(rail.fields),
    write: (tx, call) => startBankAccount(tx, deps, rail, call as CreateCall),
    finish: ({ id }: StartedAccount, call) => finishBankAccount(deps, call, id),
  })
}

/** Kept with the idempotency key in clear: an id and nothing else. */
interface StartedAccount {
  readonly id: string
}

type CreateCall = Call<{ readonly bank_name?: string; readonly account_alias?: string }, unknown>

async function startBankAccount(
  tx: Tx,
  { sealer, partner }: BankDeps,
  rail: AnyRail,
  { companyId, params, body, now }: CreateCall,
): Promise<StartedAccount | Refusal> {
  const client = await shareClient(tx, companyId, params.clientId ?? '')
  if (isRefusal(client)) return client
  const customer = client.status === 'active' ? await findPartnerCustomer(tx, companyId, client.id) : null
  if (customer === null) return refuse('CLIENT_NOT_LINKED', { id: client.id, provider: 'BRIDGE' })
  const draft = rail.read(body)
  if (isRefusal(draft)) return draft
  const bankName = readOptionalText('bank_name', body.bank_name)
  if (isRefusal(bankName)) return bankName
  const alias = readOptionalText('account_alias', body.account_alias)
  if (isRefusal(alias)) return alias
  if (rail.currency === 'COP' && !customer.endorsements.some(isApprovedForCop))
    return refuse('COP_ENDORSEMENT_MISSING')
  if (partner === null) return refuse('PARTNER_NOT_SET_UP')
  const id = newId()
  const shownName = bankName ?? draft.bankName
  const account = { ...draft.account, ...(shownName === null ? {} : { bank_name: shownName }) }
  await tx
    .insertInto('bank_accounts')
    .values({
      company_id: companyId,
      id,
      client_id: client.id,
      rail: rail.rail,
      currency: rail.currency,
      bank_name: shownName,
      bank_holder_name: draft.holder,
      account_alias: alias,
      business_name: draft.businessName,
      last4: draft.number.slice(-4),
      sealed: sealAccount(sealer, id, { fields: draft.fields, account }),
      customer_id: customer.customerId,
      partner_key: randomUUID(),
      next_try_at: sql`now() + make_interval(secs => ${CALL_SECONDS_MAX})`,
      created_at: now,
    })
    .execute()
  return { id }
}

function isApprovedForCop({ name, status }: { readonly name: string; readonly status: string }): boolean {
  return name === 'cop' && status === 'approved'
}
