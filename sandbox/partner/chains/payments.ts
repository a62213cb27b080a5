import type { PaymentRecord } from '../records.ts'
import type { World } from '../world.ts'
import type { PartnerChain, PaymentOrder } from './partner-chain.ts'

/** Payments of before a restart that are looked at again: a chain that was killed goes on from its dump and may have lost some. */
const LOOKED_AT_AGAIN = 100
const AGAIN_AFTER_MS = 2_000

/** The partner's wallet on one chain. Each payment is signed once and kept before it is broadcast. */
export interface Wallet {
  /**
   * Pays, or finds that it has paid: an id is paid once for ever. `keep` runs first in the commit that keeps the payment.
   */
  pay(id: string, order: PaymentOrder, keep: (payment: PaymentRecord) => void): Promise<void>
  /** Broadcasts again what no block has. One step of a loop. */
  follow(): Promise<void>
}

export function openWallet(world: World, chain: PartnerChain): Wallet {
  const { payments, state } = world.tables
  const nonceName = `nonce:${chain.rail}`
  const sentAt = new Map<string, number>()
  const own = () => payments.values().filter(({ rail }) => rail === chain.rail)
  const settled = new Set(
    own()
      .slice(0, -LOOKED_AT_AGAIN)
      .filter(({ final }) => final)
      .map(({ id }) => id),
  )
  let last: Promise<unknown> = Promise.resolve()
  /** Numbers are given out one at a time. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
  const sign = async (id: string, order: PaymentOrder): Promise<PaymentRecord> => {
    const kept = state.get(nonceName)
    const nonce = typeof kept === 'number' ? kept : await chain.sentCount()
    const signed = await chain.sign(order, nonce)
    return {
      id,
      rail: chain.rail,
      token: order.token,
      to: order.to,
      units: order.units.toString(),
      hash: signed.hash,
      raw: signed.raw,
      nonce: signed.nonce,
      expires_at: signed.expiresAt,
      final: false,
    }
  }
  const put = (payment: PaymentRecord) => {
    payments.put(payment.id, payment)
    if (payment.nonce !== null) state.put(nonceName, payment.nonce + 1)
  }
  const broadcast = async ({ id, raw }: PaymentRecord) => {
    sentAt.set(id, performance.now())
    await chain.broadcast(raw)
  }
  const followOne = async (payment: PaymentRecord) => {
    const outcome = await chain.outcome({ hash: payment.hash, expiresAt: payment.expires_at })
    switch (outcome.kind) {
      case 'DONE':
      case 'FAILED':
        if (outcome.final && !payment.final)
          world.store.commit(() => payments.put(payment.id, { ...payment, final: true }))
        if (outcome.final) settled.add(payment.id)
        return
      case 'WAITING':
        if (performance.now() - (sentAt.get(payment.id) ?? 0) > AGAIN_AFTER_MS) await broadcast(payment)
        return
      case 'EXPIRED': {
        const order = { token: payment.token, to: payment.to, units: BigInt(payment.units) }
        const anew = await sign(payment.id, order)
        world.store.commit(() => put(anew))
        await broadcast(anew)
      }
    }
  }
  return {
    pay: (id, order, keep) =>
      alone(async () => {
        if (payments.get(id) !== undefined) return
        const payment = await sign(id, order)
        world.store.commit(() => {
          keep(payment)
          put(payment)
        })
        // a node that does not answer gets it later, in follow()
        await broadcast(payment).catch((error: unknown) => world.log.warn({ err: error }, 'a payment waits'))
      }),
    follow: () =>
      alone(async () => {
        for (const payment of own())
          if (!settled.has(payment.id))
            await followOne(payment).catch((error: unknown) =>
              world.log.warn({ err: error, payment: payment.id }, 'a payment waits'),
            )
      }),
  }
}
