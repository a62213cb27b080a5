import { Type } from 'typebox'
import { findChain, readChainName } from '../chains/name.ts'
import { writeAudit } from '../kernel/audit.ts'
import { callerName } from '../kernel/http/caller-name.ts'
import { readText } from '../kernel/http/fields.ts'
import { readRoute, writeRoute } from '../kernel/http/route.ts'
import { isId, newId } from '../kernel/ids.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import { AllowedAddressShape, showAllowedAddress } from './allowed-address.ts'
import type { PoliciesDeps } from './deps.ts'

const HOUR_MS = 3_600_000

export const listAllowedAddressesRoute = readRoute({
  method: 'GET',
  path: '/management/allowed-addresses',
  access: { level: 3 },
  summary: 'Addresses that policies allow, newest first',
  tag: 'Policies',
  answer: Type.Array(AllowedAddressShape),
  async read(db, { companyId }) {
    const rows = await db
      .selectFrom('allowed_addresses')
      .selectAll()
      .where('company_id', '=', companyId)
      .where('deleted_at', 'is', null)
      .orderBy('id', 'desc')
      .execute()
    return rows.map(showAllowedAddress)
  },
})

/** Whoever gets hold of a key cannot pay out to himself at once: there is a day to notice. */
export function addAllowedAddressRoute({ chains, config }: Pick<PoliciesDeps, 'chains' | 'config'>) {
  return writeRoute({
    method: 'POST',
    path: '/management/allowed-addresses',
    access: { level: 3 },
    status: 201,
    summary: 'Allow an address, usable after a day',
    refusals: ['VALUE_NOT_ALLOWED', 'ADDRESS_INVALID', 'ALLOWED_ADDRESS_EXISTS'],
    tag: 'Policies',
    body: Type.Object({
      address: Type.String(),
      blockchain: Type.String(),
      label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
    answer: AllowedAddressShape,
    async write(tx, { companyId, caller, body, traceId, now }) {
      const chain = readChainName(chains, body.blockchain)
      if (isRefusal(chain)) return chain
      const label = body.label == null ? null : readText('label', body.label)
      if (isRefusal(label)) return label
      const { addresses } = findChain(chains, chain)
      const address = addresses.read(body.address.trim())
      if (address === null || addresses.isNobody(address)) return refuse('ADDRESS_INVALID')
      const added = await tx
        .insertInto('allowed_addresses')
        .values({
          company_id: companyId,
          id: newId(),
          chain,
          address,
          label,
          usable_at: new Date(now.getTime() + config.policies.allowedAddressHours * HOUR_MS),
          created_by: callerName(caller),
          created_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst()
      if (added === undefined) return refuse('ALLOWED_ADDRESS_EXISTS', { address, blockchain: chain })
      await writeAudit(tx, {
        companyId,
        caller,
        action: 'allowed_address.added',
        objectType: 'allowed_address',
        objectId: added.id,
        before: null,
        after: showAllowedAddress(added),
        traceId,
        at: now,
      })
      return showAllowedAddress(added)
    },
  })
}

export const removeAllowedAddressRoute = writeRoute({
  method: 'DELETE',
  path: '/management/allowed-addresses/{addressId}',
  access: { level: 3 },
  status: 204,
  summary: 'Allow an address no longer',
  refusals: ['ALLOWED_ADDRESS_NOT_FOUND'],
  tag: 'Policies',
  answer: Type.Null(),
  async write(tx, { companyId, caller, params, traceId, now }) {
    const addressId = params.addressId ?? ''
    if (!isId(addressId)) return refuse('ALLOWED_ADDRESS_NOT_FOUND')
    const removed = await tx
      .updateTable('allowed_addresses')
      .set({ deleted_at: now })
      .where('company_id', '=', companyId)
      .where('id', '=', addressId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst()
    if (removed === undefined) return refuse('ALLOWED_ADDRESS_NOT_FOUND')
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'allowed_address.removed',
      objectType: 'allowed_address',
      objectId: removed.id,
      before: showAllowedAddress(removed),
      after: null,
      traceId,
      at: now,
    })
    return null
  },
})
