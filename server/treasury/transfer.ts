import { setTimeout as delay } from 'node:timers/promises'
import { Type } from 'typebox'
import { findChain } from '../chains/name.ts'
import type { Tx } from '../kernel/database.ts'
import { type Call, writeRoute } from '../kernel/http/route.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { requestedBy } from '../payments/payment.ts'
import { checkOutgoing } from '../policies/check-outgoing.ts'
import { startPayment } from '../policies/start-payment.ts'
import { type Held, readAvailable, readHeldFor } from './available.ts'
import type { TreasuryDeps } from './deps.ts'
import { writeMovements } from './movement.ts'
import { topUpGas } from './top-up-gas.ts'
import { readTransferOrder, TRANSFER_REFUSALS, TransferBody, type TransferOrder } from './transfer-order.ts'
import { lockWallet } from './wallet.ts'

const TransferResultShape = Type.Object({
  id: Type.String(),
  transaction_hash: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum(['PENDING', 'SUCCESS', 'FAILED', 'MANUAL_CHECK']),
})

/** What stands in the database when a transfer's transaction has committed. JSON: it is kept with the idempotency key. */
interface StartedTransfer {
  readonly paymentId: string
  readonly walletId: string
  readonly chain: string
  /** For approval: nothing is sent yet. */
  readonly waits: boolean
}

/**
 * The first transfer of a wallet waits for its gas; after so long, and at once behind a full address, the answer is given without a
 * hash, and the sender goes on.
 */
const SENT_MS_MAX = 12_000
/** Without a hash these have none to wait for: given up, or refused by who signs. */
const ENDED: ReadonlySet<string> = new Set(['LOST', 'MANUAL_CHECK'])

/** Always on chain, to the company's own wallets too. Checked and stored in one transaction before anything is sent. */
export function transfer(deps: TreasuryDeps) {
  return writeRoute({
    method: 'POST',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/transfer',
    access: { level: 2 },
    summary: 'Transfer native coin or tokens from a treasury wallet',
    refusals: TRANSFER_REFUSALS,
    tag: 'Treasury',
    body: TransferBody,
    bodyReadByHandler: true,
    answer: TransferResultShape,
    async prepare(db, call) {
      const order = await readTransferOrder(db, deps, call)
      if (isRefusal(order)) return order
      const isNative = deps.tokens.isNative(order.token)
      const chain = findChain(deps.chains, order.wallet.chain)
      return readHeldFor(db, chain, { ...order, isNative, at: call.now })
    },
    write: (tx, call, held: Held) => startTransfer(tx, deps, call, held),
    finish: (started: StartedTransfer, call) => finishTransfer(deps, call.companyId, started),
  })
}

type TransferCall = Pick<
  Call<Parameters<typeof readTransferOrder>[2]['body'], unknown>,
  'companyId' | 'params' | 'body' | 'caller' | 'now'
>

async function startTransfer(
  tx: Tx,
  deps: TreasuryDeps,
  call: TransferCall,
  held: Held,
): Promise<StartedTransfer | Refusal> {
  const order = await readTransferOrder(tx, deps, call)
  if (isRefusal(order)) return order
  // As it is under the lock: deleted in between counts.
  const wallet = await lockWallet(tx, call)
  if (isRefusal(wallet)) return wallet
  const outgoing = outgoingOf(call, { ...order, wallet })
  const verdict = await checkOutgoing(tx, outgoing)
  if (isRefusal(verdict)) return verdict
  const available = await readAvailable(tx, deps, wallet, order.token, held)
  if (order.units > available) return refuse('INSUFFICIENT_BALANCE')
  const paymentId = newId()
  const { waits } = await startPayment(tx, {
    payment: { ...outgoing, id: paymentId, route: 'ON_CHAIN' },
    transaction: {
      companyId: call.companyId,
      id: paymentId,
      chain: wallet.chain,
      purpose: 'treasury_transfer',
      from: { address: wallet.address, keyPath: wallet.key_path },
      intent: intentOf(deps, order),
      createdAt: call.now,
    },
    verdict,
  })
  await writeMovements(tx, [
    {
      companyId: call.companyId,
      walletId: wallet.id,
      operation: 'TRANSFER',
      operationId: paymentId,
      status: 'PENDING',
      token: order.token,
      units: order.units,
      hash: null,
      subjectId: paymentId,
      data: { to_wallet_address: order.toAddress },
      at: call.now,
    },
  ])
  return { paymentId, walletId: wallet.id, chain: wallet.chain, waits }
}

function outgoingOf(call: TransferCall, { wallet, token, units, toAddress }: TransferOrder) {
  return {
    companyId: call.companyId,
    product: 'treasury',
    operation: 'transfer',
    walletId: wallet.id,
    token,
    units,
    toAddress,
    requestedBy: requestedBy(call.caller),
    at: call.now,
  } as const
}

function intentOf(deps: Pick<TreasuryDeps, 'tokens'>, { token, toAddress: to, units }: TransferOrder) {
  const amount = units.toString()
  return deps.tokens.isNative(token)
    ? ({ kind: 'native_transfer', to, amount } as const)
    : ({ kind: 'token_transfer', token: token.address, to, amount } as const)
}

/**
 * Signs and broadcasts, and answers. A retry after a crash comes here again: the sender knows the payment by its id and never sends
 * it twice. The hash is null while people have not approved, while gas is on its way for longer, and when no node answers.
 */
async function finishTransfer(
  deps: TreasuryDeps,
  companyId: string,
  started: StartedTransfer,
): Promise<object> {
  const { paymentId: id } = started
  const hash = started.waits ? null : await send(deps, companyId, started)
  const payment = await deps.db
    .selectFrom('payments')
    .select(['status', 'tx_hash'])
    .where('company_id', '=', companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, transaction_hash: payment.tx_hash ?? hash, status: payment.status }
}

async function send(
  deps: TreasuryDeps,
  companyId: string,
  { paymentId, walletId, chain }: StartedTransfer,
): Promise<string | null> {
  let pauseMs = findChain(deps.chains, chain).config.pollMs
  const deadline = Date.now() + SENT_MS_MAX
  try {
    const gasId = await topUpGas(deps, { company_id: companyId, id: walletId, chain })
    if (gasId !== null) await deps.sender.drive(companyId, gasId)
  } catch (error) {
    deps.log.warn({ err: error, payment: paymentId }, 'gas for a transfer was not sent; the loop goes on')
  }
  for (;;) {
    const { hash, state, inLine } = await deps.sender.drive(companyId, paymentId)
    if (hash !== null || ENDED.has(state) || inLine || Date.now() + pauseMs > deadline) return hash
    await delay(pauseMs)
    // Ever more seldom: the sender's loop sends it meanwhile, and hundreds may wait for the same gas.
    pauseMs *= 2
  }
}
