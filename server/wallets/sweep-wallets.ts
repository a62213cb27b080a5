import { Type } from 'typebox'
import { findChain, readChainName } from '../chains/name.ts'
import { queueSweepsNow, sendSweeps } from '../deposits/sweep-now.ts'
import type { QueuedSweep } from '../deposits/sweep-queue.ts'
import { gasAccount } from '../holdings/gas-account.ts'
import { findHoldingWallet } from '../holdings/holding-wallet.ts'
import { writeRoute } from '../kernel/http/route.ts'
import { jsonNumber, unitsToText } from '../kernel/money.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { WalletDeps } from './deps.ts'
import { Blockchain } from './shapes.ts'
import { findVirtualWallet } from './virtual-wallet.ts'

/** A queued sweep as it is kept with the idempotency key: JSON. */
type KeptSweep = Omit<QueuedSweep, 'amount'> & { readonly amount: string }

/** Sweeps now, whatever the rule says. What a sweep under way is taking is left to it. */
export function sweepWallets(deps: WalletDeps) {
  return writeRoute({
    method: 'POST',
    path: '/virtual-wallets/config/rules/sweep',
    access: { level: 2 },
    summary: 'Sweep deposits into the holding wallet now',
    refusals: ['VALUE_NOT_ALLOWED', 'HOLDING_NOT_FOUND', 'WALLET_NOT_FOUND'],
    tag: 'Configuration',
    body: Type.Object({ blockchain: Blockchain, wallet_id: Type.Optional(Type.String()) }),
    answer: Type.Object({
      swept: Type.Array(
        Type.Object({
          wallet_id: Type.String(),
          token_address: Type.String(),
          amount: Type.Number(),
          transaction_hash: Type.Union([Type.String(), Type.Null()]),
        }),
      ),
    }),
    async write(tx, call) {
      const chain = readChainName(deps.chains, call.body.blockchain)
      if (isRefusal(chain)) return chain
      const { wallet_id: walletId } = call.body
      const wallet = walletId === undefined ? null : await findVirtualWallet(tx, call.companyId, walletId)
      if (isRefusal(wallet)) return wallet
      if (wallet !== null && wallet.chain !== chain) return refuse('WALLET_NOT_FOUND')
      const holding = await findHoldingWallet(tx, call.companyId, chain, 'virtual_wallets')
      if (isRefusal(holding)) return holding
      const to = {
        companyId: call.companyId,
        product: 'virtual_wallets',
        chain,
        holdingAddress: holding.address,
        gas: gasAccount(findChain(deps.chains, chain), deps.vault),
      }
      const queued = await queueSweepsNow(tx, findChain(deps.chains, chain), to, wallet?.id ?? null, call.now)
      return {
        chain,
        queued: queued.map((sweep): KeptSweep => ({ ...sweep, amount: sweep.amount.toString() })),
      }
    },
    async finish({ chain, queued }: { chain: string; queued: readonly KeptSweep[] }, call) {
      const sweeps = queued.map((sweep) => ({ ...sweep, amount: BigInt(sweep.amount) }))
      const sent = await sendSweeps(deps.sender.drive, call.companyId, sweeps)
      return { swept: await Promise.all(sent.map((sweep) => show(deps, call.companyId, chain, sweep))) }
    },
  })
}

async function show(
  deps: WalletDeps,
  companyId: string,
  chain: string,
  sweep: QueuedSweep & { readonly hash: string | null },
): Promise<object> {
  const token = await deps.tokens.findEver(deps.db, companyId, chain, sweep.tokenAddress)
  if (token === null) throw new Error(`Sweep ${sweep.transactionId} is of a token that the company never had`)
  return {
    wallet_id: sweep.walletId,
    token_address: sweep.tokenAddress,
    amount: jsonNumber(unitsToText(sweep.amount, token.decimals)),
    transaction_hash: sweep.hash,
  }
}
