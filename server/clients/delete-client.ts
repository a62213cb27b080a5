import { sql } from 'kysely'
import type { Static } from 'typebox'
import { Empty } from '../companies/schemas.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { type Client, laterThan, lockClient } from './client.ts'
import type { ClientDeps } from './deps.ts'
import { findIndividual } from './individuals/individual.ts'
import { unlinkWallets } from './wallet-links.ts'

type Deps = Pick<ClientDeps, 'hasOpenRamps'>
type DeleteCall = Pick<Call<unknown, unknown>, 'companyId' | 'caller' | 'traceId' | 'now' | 'params'>

const shared = {
  method: 'DELETE',
  path: '/management/clients/{id}',
  access: { level: 3 },
  refusals: ['CLIENT_NOT_FOUND', 'CLIENT_HAS_RAMPS'],
  tag: 'Clients',
  answer: Empty,
} as const

export function deleteIndividual(deps: Deps) {
  return writeRoute({
    ...shared,
    path: '/management/clients/individuals/{id}',
    summary: 'Delete an individual client',
    status: 204,
    async write(tx, call) {
      const found = await findIndividual(tx, call.companyId, call.params.id ?? '')
      return isRefusal(found) ? found : deleteClient(tx, deps, call)
    },
  })
}

export function deleteAnyClient(deps: Deps) {
  return writeRoute({
    ...shared,
    summary: 'Delete a client',
    write: (tx, call) => deleteClient(tx, deps, call),
  })
}

/** For good: afterwards it answers 404, and its e-mail address and number are free. What is known of it is kept, as the law asks. */
async function deleteClient(tx: Tx, deps: Deps, call: DeleteCall): Promise<Static<typeof Empty> | Refusal> {
  const client = await lockClient(tx, call.companyId, call.params.id ?? '')
  if (isRefusal(client)) return client
  if (await deps.hasOpenRamps(tx, call.companyId, { clientId: client.id })) return refuse('CLIENT_HAS_RAMPS')
  await removeBankAccounts(tx, client, call.now)
  const walletIds = await unlinkWallets(tx, call.companyId, client.id)
  await tx
    .deleteFrom('client_providers')
    .where('company_id', '=', call.companyId)
    .where('client_id', '=', client.id)
    .execute()
  await tx
    .updateTable('clients')
    .set({ deleted_at: call.now, look_at: null, updated_at: laterThan(client, call.now) })
    .where('company_id', '=', call.companyId)
    .where('id', '=', client.id)
    .execute()
  await audit(tx, client, walletIds, call)
  return {}
}

/** The partner pays them no more: the loop of bank accounts deletes them there. */
async function removeBankAccounts(tx: Tx, client: Client, now: Date): Promise<void> {
  await tx
    .updateTable('bank_accounts')
    .set({ state: 'REMOVING', deleted_at: now, next_try_at: sql`now()` })
    .where('company_id', '=', client.company_id)
    .where('client_id', '=', client.id)
    .where('state', '=', 'ACTIVE')
    .execute()
}

async function audit(
  tx: Tx,
  { id, type, status }: Client,
  walletIds: readonly string[],
  { companyId, caller, traceId, now }: DeleteCall,
): Promise<void> {
  await writeAudit(tx, {
    companyId,
    caller,
    action: 'client.deleted',
    objectType: 'client',
    objectId: id,
    before: { type, status, wallet_ids: walletIds },
    after: null,
    traceId,
    at: now,
  })
}
