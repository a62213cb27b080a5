import { Type } from 'typebox'
import type { Chain } from '../chains/chain.ts'
import { findChain, readChainName } from '../chains/name.ts'
import type { ChainName } from '../chains/types.ts'
import { writeAudit } from '../kernel/audit.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { malformed } from '../kernel/http/fields.ts'
import { type Call, type Route, readRoute, writeRoute } from '../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { Empty, OptionalText } from './schemas.ts'

interface Deps {
  readonly chains: readonly Chain[]
}

interface Destination {
  readonly payment_deposit_address: string
  readonly fee_deposit_address: string
  readonly blockchain: ChainName
}

const path = '/management/configurations/payments/{blockchain}'
const shared = { access: { level: 3 }, tag: 'Payment destinations' } as const

export function paymentDestinationRoutes(deps: Deps): Route[] {
  return [getRoute(deps), setRoute(deps), setByOldNameRoute(deps), deleteRoute(deps)]
}

function getRoute({ chains }: Deps) {
  return readRoute({
    ...shared,
    method: 'GET',
    path,
    summary: 'Where payments and fees of a chain go',
    refusals: ['BLOCKCHAIN_INVALID', 'PAYMENT_DESTINATION_NOT_FOUND'],
    answer: Type.Object({
      payment_deposit_address: Type.String(),
      fee_deposit_address: Type.String(),
      blockchain: Type.String(),
    }),
    async read(db, { companyId, params }) {
      const chain = readDestinationChain(chains, params.blockchain ?? '')
      if (isRefusal(chain)) return chain
      return (await findDestination(db, companyId, chain)) ?? refuse('PAYMENT_DESTINATION_NOT_FOUND')
    },
  })
}

function setRoute({ chains }: Deps) {
  return writeRoute({
    ...shared,
    method: 'POST',
    path: '/management/configurations/payments',
    summary: 'Set where payments and fees of a chain go',
    refusals: ['BLOCKCHAIN_INVALID', 'ADDRESS_INVALID'],
    body: Type.Object({
      blockchain: Type.String(),
      payment_deposit_address: OptionalText,
      fee_deposit_address: OptionalText,
      address: OptionalText,
    }),
    answer: Empty,
    async write(tx, call) {
      const payment = call.body.payment_deposit_address ?? call.body.address
      if (payment === undefined) return malformed('payment_deposit_address is required')
      const fee = call.body.fee_deposit_address ?? call.body.address
      if (fee === undefined) return malformed('fee_deposit_address is required')
      return setDestination(tx, chains, call, { blockchain: call.body.blockchain, payment, fee })
    },
  })
}

function setByOldNameRoute({ chains }: Deps) {
  return writeRoute({
    ...shared,
    method: 'PATCH',
    path: '/management/clients/payment-treasury',
    summary: 'Set one address for payments and fees of a chain',
    refusals: ['BLOCKCHAIN_INVALID', 'ADDRESS_INVALID'],
    body: Type.Object({ address: Type.String(), blockchain: Type.String() }),
    answer: Empty,
    write: (tx, call) => {
      const { address, blockchain } = call.body
      return setDestination(tx, chains, call, { blockchain, payment: address, fee: address })
    },
  })
}

function deleteRoute({ chains }: Deps) {
  return writeRoute({
    ...shared,
    method: 'DELETE',
    path,
    summary: 'Forget where payments and fees of a chain go',
    refusals: ['BLOCKCHAIN_INVALID', 'PAYMENT_DESTINATION_NOT_FOUND'],
    answer: Empty,
    async write(tx, call) {
      const chain = readDestinationChain(chains, call.params.blockchain ?? '')
      if (isRefusal(chain)) return chain
      const before = await findDestination(tx, call.companyId, chain)
      const { numDeletedRows } = await tx
        .deleteFrom('payment_destinations')
        .where('company_id', '=', call.companyId)
        .where('chain', '=', chain)
        .executeTakeFirstOrThrow()
      if (numDeletedRows === 0n) return refuse('PAYMENT_DESTINATION_NOT_FOUND')
      await auditDestination(tx, call, chain, before, null)
      return {}
    },
  })
}

async function setDestination(
  tx: Tx,
  chains: readonly Chain[],
  call: Call<unknown, unknown>,
  input: { readonly blockchain: string; readonly payment: string; readonly fee: string },
): Promise<object | Refusal> {
  const chain = readDestinationChain(chains, input.blockchain)
  if (isRefusal(chain)) return chain
  const { addresses } = findChain(chains, chain)
  const payment = addresses.read(input.payment.trim())
  const fee = addresses.read(input.fee.trim())
  if (payment === null || fee === null) return refuse('ADDRESS_INVALID')
  const before = await findDestination(tx, call.companyId, chain)
  const row = { deposit_address: payment, fee_address: fee }
  await tx
    .insertInto('payment_destinations')
    .values({ company_id: call.companyId, chain, ...row })
    .onConflict((conflict) => conflict.columns(['company_id', 'chain']).doUpdateSet(row))
    .execute()
  const after = { payment_deposit_address: payment, fee_deposit_address: fee, blockchain: chain }
  await auditDestination(tx, call, chain, before, after)
  return {}
}

/** This call alone answers an unknown chain with 412 and its name. */
function readDestinationChain(chains: readonly Chain[], text: string): ChainName | Refusal {
  const chain = readChainName(chains, text)
  return isRefusal(chain) ? refuse('BLOCKCHAIN_INVALID', { name: text.trim().slice(0, 100) }) : chain
}

async function findDestination(
  reader: Reader,
  companyId: string,
  chain: ChainName,
): Promise<Destination | null> {
  const row = await reader
    .selectFrom('payment_destinations')
    .select([
      'deposit_address as payment_deposit_address',
      'fee_address as fee_deposit_address',
      'chain as blockchain',
    ])
    .where('company_id', '=', companyId)
    .where('chain', '=', chain)
    .executeTakeFirst()
  return row ?? null
}

function auditDestination(
  tx: Tx,
  { companyId, caller, traceId, now }: Call<unknown, unknown>,
  chain: ChainName,
  before: Destination | null,
  after: Destination | null,
): Promise<void> {
  return writeAudit(tx, {
    companyId,
    caller,
    action: after === null ? 'payment_destination.deleted' : 'payment_destination.set',
    objectType: 'payment_destination',
    objectId: chain,
    before,
    after,
    traceId,
    at: now,
  })
}
