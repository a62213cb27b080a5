import { isFields } from '../../network/fields.ts'
import { listAnswer } from '../http/list.ts'
import { invalidParameters, notFound } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type ApiRoute, idIn } from '../http/route.ts'
import type { Json, ReturnPolicyRecord } from '../records.ts'
import { drawId, isoTime, type World } from '../world.ts'

/** Account-wide: where tokens go back to whose transfer does not say; one for each token of a chain, the newest. */
export const returnPolicyRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/crypto_return_policies',
    answer: ({ world, query }) => listAnswer(world.tables.returnPolicies.values(), query, showPolicy),
  },
  {
    method: 'POST',
    path: '/crypto_return_policies',
    answer({ world, body }) {
      const policy = readPolicy(world, isFields(body.crypto_return_policy) ? body.crypto_return_policy : body)
      for (const { id, rail, currency } of world.tables.returnPolicies.values())
        if (rail === policy.rail && currency === policy.currency) world.tables.returnPolicies.remove(id)
      world.tables.returnPolicies.put(policy.id, policy)
      return { status: 201, body: showPolicy(policy) }
    },
  },
  {
    method: 'DELETE',
    path: '/crypto_return_policies/{id}',
    answer({ world, params }) {
      const policy = world.tables.returnPolicies.get(idIn(params))
      if (policy === undefined) throw notFound('Crypto return policy')
      world.tables.returnPolicies.remove(policy.id)
      return { status: 200, body: showPolicy(policy) }
    },
  },
]

function readPolicy(world: World, body: Json): ReturnPolicyRecord {
  const reader = new Reader(body).require('strategy', 'payment_rail', 'currency')
  const strategy = reader.oneOf('strategy', ['static_address', 'refund_to_sender'])
  const chain = world.chains.get(reader.text('payment_rail'))
  if (chain === undefined && reader.has('payment_rail')) reader.fail('payment_rail', 'is not supported')
  if (strategy === 'static_address') reader.require('return_address')
  const address = chain?.readAddress(reader.text('return_address')) ?? null
  if (reader.has('return_address') && address === null)
    reader.fail('return_address', 'is no address on this chain')
  const currency = reader.text('currency')
  if (!reader.isRight || strategy === null || chain === undefined) throw invalidParameters(reader.wrong)
  return {
    id: drawId(world),
    strategy,
    rail: chain.rail,
    currency,
    address,
    created_at: world.now().getTime(),
  }
}

/** Null: there is no policy for these tokens. */
export function policyAddress({ tables }: World, source: Json, sender: string | null): string | null {
  const policy = tables.returnPolicies
    .values()
    .find(({ rail, currency }) => rail === source.payment_rail && currency === source.currency)
  return policy?.strategy === 'refund_to_sender' ? sender : (policy?.address ?? null)
}

function showPolicy({ id, strategy, rail, currency, address, created_at }: ReturnPolicyRecord): Json {
  return {
    id,
    strategy,
    return_address: address,
    payment_rail: rail,
    currency,
    created_at: isoTime(created_at),
  }
}
