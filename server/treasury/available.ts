import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { askChain } from '../chains/ask-chain.ts'
import type { Chain } from '../chains/chain.ts'
import type { Token } from '../chains/types.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import { readPlatformGas } from './platform-gas.ts'
import type { TreasuryWallet } from './wallet.ts'

/** What the chain showed before the transaction began: what was mined after `block` is not in it for sure. */
export interface Held {
  readonly block: bigint
  readonly units: bigint
  /** Not later than the reading, business time. */
  readonly at: Date
}

const LOOKS_MAX = 3
/** Gas on its way is in a block within a few of the chain's; while it decides, so long is waited for it. */
const LOOKS_FOR_GAS_MAX = 15
/** Between the clocks of two nodes. */
const CLOCKS_DIFFER_MS_MAX = 60_000

/** As of one block, so that it is known which transfers it has seen; where nodes know only the present, of then or later. */
async function readHeld(
  chain: Chain,
  { wallet, token, isNative, at }: { wallet: TreasuryWallet; token: Token; isNative: boolean; at: Date },
): Promise<Held | Refusal> {
  const block = await askChain(chain, chain.blocks.head())
  if (isRefusal(block)) return block
  const read = async (asOf?: bigint) => {
    if (isNative) return chain.state.coin(wallet.address, asOf)
    return (await chain.state.tokens(wallet.address, [token], asOf)).get(token.id) ?? 0n
  }
  const then = await askChain(chain, read(block))
  const units = isRefusal(then) ? await askChain(chain, read()) : then
  return isRefusal(units) ? units : { block, units, at }
}

/**
 * A transfer that was mined a moment ago counts twice until the sender has seen its block: gone from the balance, and promised; and gas on its
 * way counts as there. So a sum that seems not to be there is looked at once more, some polls later. Decides nothing: readAvailable does, under the lock.
 */
export async function readHeldFor(
  reader: Reader,
  chain: Chain,
  order: Parameters<typeof readHeld>[1] & { readonly units: bigint },
): Promise<Held | Refusal> {
  for (let looks = 1; ; looks += 1) {
    const held = await readHeld(chain, order)
    if (isRefusal(held)) return held
    const { units, onItsWay } = await readHidden(reader, order, held)
    if (units === 0n || order.units <= held.units - units) return held
    const gasDecides = order.units <= held.units - units + onItsWay
    if (looks >= (gasDecides ? LOOKS_FOR_GAS_MAX : LOOKS_MAX)) return held
    await delay(chain.config.pollMs)
  }
}

/**
 * What a transfer may use: what the chain showed less transfers that it had not seen, and of coin less the platform's gas. Under the
 * wallet's lock: of two transfers of one sum the second finds the first (M9).
 */
export async function readAvailable(
  tx: Tx,
  deps: Pick<TreasuryDeps, 'tokens'>,
  wallet: TreasuryWallet,
  token: Token,
  held: Held,
): Promise<bigint> {
  const isNative = deps.tokens.isNative(token)
  return held.units - (await readHidden(tx, { wallet, token, isNative }, held)).units
}

/** What the balance shows, or may show, and the wallet must not use. */
async function readHidden(
  reader: Reader,
  { wallet, token, isNative }: { wallet: TreasuryWallet; token: Token; isNative: boolean },
  held: Held,
): Promise<{ units: bigint; onItsWay: bigint }> {
  const promised = await readPromised(reader, wallet, token, held)
  if (!isNative) return { units: promised, onItsWay: 0n }
  const { left, onItsWay } = await readPlatformGas(reader, wallet, held.block)
  return { units: promised + left, onItsWay }
}

/**
 * Transfers that the balance does not show yet: waiting for approval, on their way, or mined after it was read, even when they have
 * ended since. One that reverted counts until that is final.
 */
async function readPromised(
  tx: Reader,
  wallet: TreasuryWallet,
  token: Token,
  { block, at }: Held,
): Promise<bigint> {
  const endedSince = new Date(at.getTime() - CLOCKS_DIFFER_MS_MAX)
  const { rows } = await sql<{ units: bigint }>`
    SELECT coalesce(sum(p.amount), 0) AS units
    FROM payments p
    LEFT JOIN chain_transactions t ON t.company_id = p.company_id AND t.id = p.id
    WHERE p.company_id = ${wallet.company_id} AND p.wallet_id = ${wallet.id} AND p.product = 'treasury'
      AND p.token_address = ${token.address} AND NOT coalesce(t.block_number <= ${block} AND t.succeeded, false)
      AND (p.status IN ('PENDING', 'MANUAL_CHECK') OR (p.status = 'SUCCESS' AND p.updated_at >= ${endedSince}))`.execute(
    tx,
  )
  return rows[0]?.units ?? 0n
}
