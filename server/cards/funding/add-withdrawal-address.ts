import { Type } from 'typebox'
import { findChain, readChainName } from '../../chains/name.ts'
import { writeAudit } from '../../kernel/audit.ts'
import { readText } from '../../kernel/http/fields.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import type { FundingDeps } from './deps.ts'
import { showAddress, WithdrawalAddressShape } from './withdrawal-address.ts'

/** One that is listed already stays as it is: naming it again does not make it younger. */
export function addWithdrawalAddress(deps: Pick<FundingDeps, 'chains'>) {
  return writeRoute({
    method: 'POST',
    path: '/cards/account/configuration/withdrawal-addresses',
    access: { level: 3 },
    status: 201,
    summary: 'Name an address that fees may be paid out to, from tomorrow on',
    refusals: ['VALUE_NOT_ALLOWED', 'ADDRESS_INVALID'],
    tag: 'Cards fees wallet',
    body: Type.Object({
      address: Type.String(),
      blockchain: Type.String(),
      alias: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
    answer: WithdrawalAddressShape,
    async write(tx, call) {
      const { companyId, now } = call
      const chain = readChainName(deps.chains, call.body.blockchain)
      if (isRefusal(chain)) return chain
      const alias = call.body.alias == null ? null : readText('alias', call.body.alias)
      if (isRefusal(alias)) return alias
      const address = findChain(deps.chains, chain).addresses.read(call.body.address.trim())
      if (address === null) return refuse('ADDRESS_INVALID')
      const added = await tx
        .insertInto('withdrawal_addresses')
        .values({ company_id: companyId, id: newId(), address, chain, alias, created_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      if (added !== undefined)
        await writeAudit(tx, {
          companyId,
          caller: call.caller,
          action: 'withdrawal_address.added',
          objectType: 'withdrawal_address',
          objectId: added.id,
          before: null,
          after: { address, blockchain: chain, alias },
          traceId: call.traceId,
          at: now,
        })
      const listed =
        added ??
        (await tx
          .selectFrom('withdrawal_addresses')
          .selectAll()
          .where('company_id', '=', companyId)
          .where('chain', '=', chain)
          .where('address', '=', address)
          .where('deleted_at', 'is', null)
          .executeTakeFirstOrThrow())
      return showAddress(listed)
    },
  })
}
