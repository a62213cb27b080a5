import type { Token } from '../../chains/types.ts'
import type { DepositCredit } from '../../deposits/types.ts'
import type { Tx } from '../../kernel/database.ts'
import { errors } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { writeMovements } from '../movement.ts'
import { transferInternally } from '../transfer-internally.ts'
import type { VirtualWallet } from '../virtual-wallet.ts'
import { isBelow, stored } from './amounts.ts'
import { readRule } from './read-rule.ts'
import type { AutomaticTransfer } from './rule.ts'

export interface PlannedTransfer {
  readonly deposit: DepositCredit['deposit']
  readonly token: Token
  readonly ruleId: string
  readonly toWalletId: string
  /** Smallest units, above zero. */
  readonly units: bigint
}

/** What the rules make of these deposits. Decided before the credit, so that all wallets can be locked at once. */
export async function planAutomaticTransfers(
  tx: Tx,
  companyId: string,
  credits: readonly DepositCredit[],
): Promise<PlannedTransfer[]> {
  const planned: PlannedTransfer[] = []
  for (const [chain, ofChain] of Map.groupBy(credits, ({ token }) => token.chain)) {
    const rule = await readRule(tx, companyId, chain)
    for (const { deposit, token } of ofChain)
      for (const transfer of rule.automatic_transfers) {
        const { id: ruleId, to_wallet_id: toWalletId } = transfer
        const units = unitsToMove(transfer, deposit, token)
        if (units > 0n && toWalletId !== null) planned.push({ deposit, token, ruleId, toWalletId, units })
      }
  }
  return planned
}

/** Zero when the rule does not fire for this deposit. A deposit to the rule's own destination is there already. */
export function unitsToMove(
  transfer: AutomaticTransfer,
  deposit: { readonly wallet_id: string; readonly token_address: string; readonly amount: bigint },
  token: Pick<Token, 'decimals'>,
): bigint {
  const concerned = transfer.wallet_ids === null || transfer.wallet_ids.includes(deposit.wallet_id)
  if (!transfer.enabled || !concerned || deposit.wallet_id === transfer.to_wallet_id) return 0n
  if (transfer.token_address !== deposit.token_address) return 0n
  if (isBelow(deposit.amount, token.decimals, stored(transfer.min_amount))) return 0n
  const { digits, scale } = stored(transfer.percentage)
  const share = (deposit.amount * digits) / (100n * 10n ** BigInt(scale))
  const step = token.decimals > 6 ? 10n ** BigInt(token.decimals - 6) : 1n
  return share - (share % step)
}

/** After the credit, with all wallets locked. One that cannot be made is a FAILED movement and is not tried again. */
export async function runAutomaticTransfers(
  tx: Tx,
  planned: readonly PlannedTransfer[],
  wallets: ReadonlyMap<string, VirtualWallet>,
  now: Date,
): Promise<void> {
  for (const transfer of planned) {
    const from = wallets.get(transfer.deposit.wallet_id)
    if (from === undefined) throw new Error(`Deposit ${transfer.deposit.id} is of a deleted wallet`)
    const refusal = await runOne(tx, transfer, from, wallets.get(transfer.toWalletId), now)
    if (refusal !== null)
      await recordFailed(tx, transfer, from, wallets.get(transfer.toWalletId), refusal, now)
  }
}

async function runOne(
  tx: Tx,
  transfer: PlannedTransfer,
  from: VirtualWallet,
  to: VirtualWallet | undefined,
  now: Date,
): Promise<Refusal | null> {
  if (!from.enabled) return refuse('WALLET_DISABLED')
  if (to === undefined) return refuse('WALLET_NOT_FOUND')
  const { token, units, ruleId } = transfer
  return transferInternally(tx, {
    paymentId: newId(),
    from,
    to,
    token,
    units,
    requestedBy: `rule:${ruleId}`,
    at: now,
  })
}

async function recordFailed(
  tx: Tx,
  transfer: PlannedTransfer,
  from: VirtualWallet,
  to: VirtualWallet | undefined,
  refusal: Refusal,
  now: Date,
): Promise<void> {
  await writeMovements(tx, [
    {
      companyId: from.company_id,
      walletId: from.id,
      operation: 'TRANSFER_OUT',
      operationId: null,
      status: 'FAILED',
      token: transfer.token,
      units: transfer.units,
      hash: null,
      subjectId: null,
      data: {
        counterparty_wallet_id: transfer.toWalletId,
        counterparty_wallet_address: to?.address ?? null,
        reason: errors[refusal.name].message,
      },
      at: now,
    },
  ])
}
