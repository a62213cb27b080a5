import { type Address, getAddress, type Hex, hexToBigInt, type SignedAuthorization, size } from 'viem'
import type { EvmChain } from '../evm/client.ts'
import { buildCall, type Call } from './build-call.ts'
import type { SenderContext } from './context.ts'
import { delegateWallets } from './delegate-wallets.ts'
import { gasLimit } from './gas-limit.ts'
import { broadcastOutcome, isRevert, nodeErrorText } from './node-error.ts'
import { demandOwnDestination } from './own-destination.ts'
import { buildUnsigned } from './sign-attempt.ts'
import type { TransactionRow } from './transaction-row.ts'

/** What the first attempt of a transaction is made of, besides nonce and fees. */
export interface Prepared {
  readonly call: Call
  readonly gas: bigint
  readonly authorizations: readonly SignedAuthorization[]
}

/** `REFUSED`: the chain would revert it. `UNFUNDED`: the sender lacks coin; it waits. */
export type Preparation =
  | { readonly kind: 'READY'; readonly prepared: Prepared }
  | { readonly kind: 'REFUSED' | 'UNFUNDED'; readonly reason: string }

/** Nonce and fees are not known yet; the comparison with the intent does not need them. */
const DRAFT = { nonce: 0n, gas: 0n, fees: { maxFee: 0n, priorityFee: 0n } }

/**
 * Network reads only. An intent that cannot be met is found here, before a nonce is taken for it.
 * @throws IntentMismatch; or when the node cannot be asked.
 */
export async function prepare(ctx: SenderContext, row: TransactionRow): Promise<Preparation> {
  const call = buildCall(row.intent, ctx.chain.config.nativeAddress)
  // Delegations are signed here already.
  await demandOwnDestination(ctx, row)
  const authorizations = await delegateWallets(ctx, row)
  const from = getAddress(row.from_address)
  await buildUnsigned(ctx, row, { kind: 'INTENT', intent: row.intent }, { ...DRAFT, call, authorizations })
  // Not every node's estimate looks at the balance; numbered without coin, it would hold up what comes after it.
  if (call.value > 0n) {
    const [coin, reserved] = await Promise.all([
      ctx.chain.client.getBalance({ address: from }),
      ctx.reservedCoin(row),
    ])
    if (coin - reserved < call.value) return { kind: 'UNFUNDED', reason: `${from} lacks the coin to send` }
  }
  try {
    const [estimate] = await Promise.all([
      ctx.chain.client.estimateGas({
        account: from,
        ...call,
        ...(authorizations.length === 0 ? {} : { authorizationList: authorizations }),
      }),
      row.intent.kind === 'token_transfer' ? demandTrue(ctx.chain, from, call) : null,
    ])
    return { kind: 'READY', prepared: { call, gas: gasLimit(row.intent, estimate), authorizations } }
  } catch (error) {
    if (error instanceof TokenSaysNo) return { kind: 'REFUSED', reason: error.message }
    if (broadcastOutcome(error) === 'insufficient_funds')
      return { kind: 'UNFUNDED', reason: nodeErrorText(error) }
    if (isRevert(error)) return { kind: 'REFUSED', reason: nodeErrorText(error) }
    throw error
  }
}

/**
 * For a transaction that has its nonce already: it goes out although the estimate fails, with the gas of its kind. Giving it up
 * would leave a gap in the nonces for a doubt that a lagging node may have raised; the chain has the last word.
 */
export async function prepareAnyway(ctx: SenderContext, row: TransactionRow): Promise<Prepared> {
  const preparation = await prepare(ctx, row)
  if (preparation.kind === 'READY') return preparation.prepared
  return {
    call: buildCall(row.intent, ctx.chain.config.nativeAddress),
    gas: gasLimit(row.intent, null),
    authorizations: await delegateWallets(ctx, row),
  }
}

class TokenSaysNo extends Error {}

/** Some tokens answer false instead of reverting: mined, such a transfer would look like a success and move nothing. */
async function demandTrue(chain: EvmChain, from: Address, call: Call): Promise<void> {
  const { data } = await chain.client.call({
    account: from,
    to: call.to,
    data: call.data,
    blockTag: 'latest',
  })
  if (saysFalse(data)) throw new TokenSaysNo('the token refuses the transfer (it returns false)')
}

function saysFalse(answer: Hex | undefined): boolean {
  return answer !== undefined && size(answer) >= 32 && hexToBigInt(answer) === 0n
}
