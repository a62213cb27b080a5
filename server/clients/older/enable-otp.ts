import { writeAudit } from '../../kernel/audit.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { laterThan, lockClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { RecordAnswer, showRecord } from '../record.ts'

export function enableOtp({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return writeRoute({
    method: 'PATCH',
    path: '/management/clients/{id}/enable-otp',
    access: { level: 3 },
    summary: 'Let a client use one-time codes',
    refusals: ['CLIENT_NOT_FOUND'],
    tag: 'Clients (older calls)',
    answer: RecordAnswer,
    async write(tx, { companyId, params, caller, traceId, now }) {
      const client = await lockClient(tx, companyId, params.id ?? '')
      if (isRefusal(client)) return client
      if (client.otp === true) return showRecord(tx, sealer, client)
      const change = { otp: true, updated_at: laterThan(client, now) }
      await tx
        .updateTable('clients')
        .set(change)
        .where('company_id', '=', companyId)
        .where('id', '=', client.id)
        .execute()
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'client.changed',
        objectType: 'client',
        objectId: client.id,
        before: { otp: client.otp },
        after: { otp: true },
        traceId,
        at: now,
      })
      return showRecord(tx, sealer, { ...client, ...change })
    },
  })
}
