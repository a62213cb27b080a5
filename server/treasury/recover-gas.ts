import { setTimeout as delay } from 'node:timers/promises'
import { findChain } from '../chains/name.ts'
import { queueOwnMove } from '../chains/sender/queue-own-move.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import { inTransaction, type Tx } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { TreasuryDeps } from './deps.ts'
import { writeMovements } from './movement.ts'
import { readPlatformGas } from './platform-gas.ts'
import { lockWallets, type TreasuryWallet } from './wallet.ts'

/** A DELETE waits so long for the block; a repeated one goes on waiting for the same transaction. */
const MINED_MS_MAX = 20_000

/**
 * Takes back to the gas account what is left there of the platform's coin, never more (M8), and no more than is there: after a fork a
 * transfer may have carried some of it. What is worth less than its fee stays. Null when nothing is to take, or it stands in a block; W5 when that takes too long or no node answers.
 */
export async function recoverGas(deps: TreasuryDeps, wallet: TreasuryWallet): Promise<Refusal | null> {
  try {
    const id = await queueRecovery(deps, wallet)
    if (id === null || (await isMinedInTime(deps, wallet, id))) return null
  } catch (error) {
    deps.log.warn({ err: error, walletId: wallet.id, chain: wallet.chain }, 'gas of a wallet not recovered')
  }
  return refuse('GAS_NOT_RECOVERED')
}

async function queueRecovery(deps: TreasuryDeps, { company_id, id, chain: name, address }: TreasuryWallet) {
  const chain = findChain(deps.chains, name)
  const [cost, head] = await Promise.all([chain.coinPaymentCost(), chain.blocks.head()])
  const coin = await chain.state.coin(address)
  return inTransaction(deps.db, async (tx) => {
    const wallet = (await lockWallets(tx, company_id, [id])).get(id)
    if (wallet === undefined) return null
    const underWay = await findUnderWay(tx, wallet)
    if (underWay !== null) return underWay
    const { left } = await readPlatformGas(tx, wallet, head)
    const gone = left > coin ? left - coin : 0n
    const amount = left - gone - cost
    if (amount <= cost) return null
    return insertRecovery(tx, deps, wallet, amount)
  })
}

async function findUnderWay(tx: Tx, wallet: TreasuryWallet): Promise<string | null> {
  const open = await tx
    .selectFrom('chain_transactions')
    .select('id')
    .where('company_id', '=', wallet.company_id)
    .where('chain', '=', wallet.chain)
    .where('from_address', '=', wallet.address)
    .where('purpose', '=', 'recover_gas')
    .where('settled_at', 'is', null)
    .executeTakeFirst()
  return open?.id ?? null
}

async function insertRecovery(
  tx: Tx,
  deps: TreasuryDeps,
  wallet: TreasuryWallet,
  amount: bigint,
): Promise<string> {
  const id = newId()
  const now = deps.clock.now()
  const to = gasAccount(findChain(deps.chains, wallet.chain), deps.vault).address
  await queueOwnMove(tx, {
    companyId: wallet.company_id,
    id,
    chain: wallet.chain,
    purpose: 'recover_gas',
    from: { address: wallet.address, keyPath: wallet.key_path },
    intent: { kind: 'native_transfer', to, amount: String(amount) },
    createdAt: now,
  })
  await writeMovements(tx, [
    {
      companyId: wallet.company_id,
      walletId: wallet.id,
      operation: 'WITHDRAWAL',
      operationId: id,
      status: 'PENDING',
      token: deps.tokens.native(wallet.chain),
      units: amount,
      hash: null,
      subjectId: id,
      data: { to_wallet_address: to },
      at: now,
    },
  ])
  return id
}

async function isMinedInTime(deps: TreasuryDeps, wallet: TreasuryWallet, id: string): Promise<boolean> {
  const { pollMs } = findChain(deps.chains, wallet.chain).config
  const deadline = Date.now() + MINED_MS_MAX
  while (Date.now() < deadline) {
    const { state } = await deps.sender.drive(wallet.company_id, id)
    if (state === 'MINED' || state === 'SUCCEEDED') return true
    if (state === 'FAILED' || state === 'LOST') return false
    await delay(pollMs)
  }
  return false
}
