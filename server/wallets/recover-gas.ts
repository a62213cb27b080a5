import { setTimeout as delay } from 'node:timers/promises'
import type { Chain, SweepDestination } from '../chains/chain.ts'
import { findChain } from '../chains/name.ts'
import { queueOwnMove } from '../chains/sender/queue-own-move.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

/** A DELETE waits so long for the sweep of left-over coin; a repeated one goes on waiting for the same sweep. */
const MINED_MS_MAX = 20_000

/** TRON: an address pays by itself for sending its coin away, so much of it at most. What is left then counts as nothing. */
const COIN_LEFT_TRON = 300_000n

/**
 * Takes coin that somebody sent to a deposit address to the holding wallet, before the address is given up. Done when the chain
 * shows none there any more; W5 when that takes too long or no node answers.
 */
export async function recoverGas(deps: WalletDeps, wallet: VirtualWallet): Promise<Refusal | null> {
  const chain = findChain(deps.chains, wallet.chain)
  try {
    const amount = (await chain.state.coin(wallet.address)) - coinLeft(chain)
    if (amount <= 0n) return null
    const to = await destinationOf(deps, chain, wallet)
    if (!(await sweepIsReady(deps, chain, to))) return refuse('GAS_NOT_RECOVERED')
    await sweepCoin(deps, chain, to, { wallet, amount })
    return (await becomesBare(chain, wallet)) ? null : refuse('GAS_NOT_RECOVERED')
  } catch (error) {
    deps.log.warn({ err: error, walletId: wallet.id, chain: wallet.chain }, 'gas of a wallet not recovered')
    return refuse('GAS_NOT_RECOVERED')
  }
}

function coinLeft({ config }: Chain): bigint {
  return config.family === 'TRON' ? COIN_LEFT_TRON : 0n
}

async function becomesBare(chain: Chain, wallet: VirtualWallet): Promise<boolean> {
  const deadline = Date.now() + MINED_MS_MAX
  while (Date.now() < deadline) {
    if ((await chain.state.coin(wallet.address)) <= coinLeft(chain)) return true
    await delay(chain.config.pollMs)
  }
  return false
}

async function destinationOf(
  deps: WalletDeps,
  chain: Chain,
  wallet: VirtualWallet,
): Promise<SweepDestination> {
  const holding = await findHoldingWallet(deps.db, wallet.company_id, wallet.chain, 'virtual_wallets')
  if (isRefusal(holding)) throw new Error(`Wallet ${wallet.id} has no holding wallet`)
  return {
    companyId: wallet.company_id,
    product: 'virtual_wallets',
    chain: wallet.chain,
    holdingAddress: holding.address,
    gas: gasAccount(chain, deps.vault),
  }
}

async function sweepIsReady(deps: WalletDeps, { sweeping }: Chain, to: SweepDestination): Promise<boolean> {
  const state = await sweeping.readiness(deps.db, to)
  if (state === 'MISSING') await inTransaction(deps.db, (tx) => sweeping.prepare(tx, to, deps.clock.now()))
  return state === 'READY'
}

/** Once, however often the DELETE is repeated while the sweep is not mined. */
async function sweepCoin(
  deps: WalletDeps,
  { config: { nativeAddress }, sweeping }: Chain,
  to: SweepDestination,
  { wallet, amount }: { wallet: VirtualWallet; amount: bigint },
): Promise<void> {
  const underWay = await deps.db
    .selectFrom('chain_transactions')
    .select(['intent', 'from_address'])
    .where('company_id', '=', wallet.company_id)
    .where('chain', '=', wallet.chain)
    .where('purpose', '=', 'sweep')
    .where('settled_at', 'is', null)
    .where('state', 'in', ['QUEUED', 'NUMBERED', 'SENT'])
    .execute()
  const own = { address: wallet.address, keyPath: wallet.key_path, amount }
  const id = newId()
  const isMine = ({ intent, from_address }: { intent: unknown; from_address: string }) => {
    const { token, wallets } = intent as { token: string; wallets?: readonly { address: string }[] }
    const from = wallets?.map(({ address }) => address) ?? [from_address]
    return token === nativeAddress && from.includes(own.address)
  }
  if (underWay.some(isMine)) return
  await inTransaction(deps.db, (tx) =>
    queueOwnMove(tx, {
      companyId: wallet.company_id,
      id,
      chain: wallet.chain,
      purpose: 'sweep',
      from: sweeping.from(to, [own]),
      intent: sweeping.intent(to, nativeAddress, [own]),
      createdAt: deps.clock.now(),
    }),
  )
  await deps.sender.drive(wallet.company_id, id)
}
