import { addressKey } from '../chains/address.ts'
import { findChain } from '../chains/name.ts'
import type { Token } from '../chains/types.ts'
import { findHoldingWallet, type HoldingWallet } from '../holdings/holding-wallet.ts'
import { inTransaction } from '../kernel/database.ts'
import { sameAmount, unitsToText } from '../kernel/money.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { sendStarted } from '../policies/send-started.ts'
import type { RampDeps } from './deps.ts'
import { exactly } from './quote.ts'
import { keyOf, lockRamp, type Ramp, standingOf } from './ramp.ts'
import { recordStep } from './record-step.ts'
import { advance } from './transition.ts'

/** The partner has named where its tokens go, and they are still with us. */
export function maySend(ramp: Ramp): boolean {
  return ramp.type === 'RAMP_OFF' && ramp.tokens === 'HELD' && !ramp.given_back && addressOf(ramp) !== null
}

/**
 * Queues the off-ramp's tokens to the partner's address, with its memo, once. An address that nobody can be paid at, or another amount
 * than was asked for, sends nothing: the ramp fails, its balance goes back, and the transfer is dropped at the partner.
 */
export async function sendTokens(deps: RampDeps, asked: Ramp): Promise<void> {
  const { company_id: companyId, id, chain } = asked
  const holding = await findHoldingWallet(deps.db, companyId, chain, 'virtual_wallets')
  const token = await deps.tokens.findEver(deps.db, companyId, chain, asked.token_address)
  if (isRefusal(holding) || token === null) throw new Error(`Ramp ${id} has no holding wallet or no token`)
  const sent = await inTransaction(deps.db, async (tx) => {
    const locked = await lockRamp(tx, keyOf(asked))
    const { ramp } = locked
    if (!maySend(ramp)) return false
    const at = deps.clock.now()
    const to = findChain(deps.chains, chain).addresses.read(addressOf(ramp) ?? '')
    const problem = problemOf(deps, { ramp, holding, token, to })
    if (to === null || problem !== null) {
      const step = advance(standingOf(ramp), { kind: 'GIVEN_UP' })
      await recordStep(tx, deps, locked, step, { at, reason: problem ?? UNREADABLE })
      return false
    }
    const memo = ramp.instructions?.blockchain_memo ?? ''
    await sendStarted(tx, {
      companyId,
      id,
      chain,
      purpose: 'ramp_off',
      from: { address: holding.address, keyPath: holding.key_path },
      intent: {
        kind: 'token_transfer',
        token: token.address,
        to,
        amount: (ramp.origin_amount ?? 0n).toString(),
        ...(memo !== '' && { memo }),
      },
      createdAt: at,
    })
    await recordStep(tx, deps, locked, advance(standingOf(ramp), { kind: 'SENT' }), { at })
    return true
  })
  if (sent) await deps.sender.drive(companyId, id)
}

const UNREADABLE = 'The banking partner named no address that can be paid'

function problemOf(
  deps: RampDeps,
  { ramp, holding, token, to }: { ramp: Ramp; holding: HoldingWallet; token: Token; to: string | null },
): string | null {
  const { addresses, config } = findChain(deps.chains, ramp.chain)
  if (to === null || addresses.isNobody(to)) return UNREADABLE
  const ours = [holding.address, token.address, config.nativeAddress].map(addressKey)
  if (ours.includes(addressKey(to))) return UNREADABLE
  // On an EVM chain nothing carries it: the tokens would be nobody's.
  if (config.family === 'EVM' && (ramp.instructions?.blockchain_memo ?? '') !== '')
    return 'The banking partner wants a memo that the chain does not carry'
  const amount = ramp.instructions?.amount ?? null
  const asked = unitsToText(ramp.origin_amount ?? 0n, token.decimals)
  return amount === null || sameAmount(exactly(amount), exactly(asked))
    ? null
    : 'The banking partner expects another amount'
}

function addressOf({ instructions }: Ramp): string | null {
  const address = instructions?.to_address?.trim() ?? ''
  return address === '' ? null : address
}
