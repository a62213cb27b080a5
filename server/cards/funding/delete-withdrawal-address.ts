import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'

export function deleteWithdrawalAddress() {
  return writeRoute({
    method: 'DELETE',
    path: '/cards/account/configuration/withdrawal-addresses/{addressId}',
    access: { level: 3 },
    status: 204,
    summary: 'Pay no more fees out to an address',
    refusals: ['WITHDRAWAL_ADDRESS_NOT_FOUND'],
    tag: 'Cards fees wallet',
    answer: Type.Null(),
    async write(tx, call) {
      const addressId = call.params.addressId ?? ''
      if (!isId(addressId)) return refuse('WITHDRAWAL_ADDRESS_NOT_FOUND')
      const deleted = await tx
        .updateTable('withdrawal_addresses')
        .set({ deleted_at: call.now })
        .where('company_id', '=', call.companyId)
        .where('id', '=', addressId)
        .where('deleted_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      if (deleted === undefined) return refuse('WITHDRAWAL_ADDRESS_NOT_FOUND')
      await writeAudit(tx, {
        companyId: call.companyId,
        caller: call.caller,
        action: 'withdrawal_address.deleted',
        objectType: 'withdrawal_address',
        objectId: deleted.id,
        before: { address: deleted.address, blockchain: deleted.chain, alias: deleted.alias },
        after: null,
        traceId: call.traceId,
        at: call.now,
      })
      return null
    },
  })
}
