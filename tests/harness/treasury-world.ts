import { becomes } from '../../sandbox/processes.ts'
import { checkOutbox } from '../../server/alerts/check-outbox.ts'
import { connectChain } from '../../server/chains/connect.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { checkDeposits } from '../../server/deposits/check-deposits.ts'
import type { ChainConfig } from '../../server/kernel/config.ts'
import { verifyBooks } from '../../server/ledger/verify.ts'
import { checkPayments } from '../../server/payments/check-payments.ts'
import { checkTreasury } from '../../server/treasury/check-treasury.ts'
import type { TestChain } from './anvil.ts'
import type { Reply, WalletCompany, WalletWorld } from './wallet-world.ts'

/** Long enough for a call that waits for blocks, as a transfer waits for gas. */
const CALL_MS_MAX = 25_000

export interface TreasuryWallet {
  readonly id: string
  readonly accountId: string
  readonly address: string
  /** Of an EVM wallet. */
  readonly chain: TestChain
  /** What stands after `/mpc/accounts/{accountId}/wallets/{walletId}`. */
  call(method: string, rest: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  /** Mines while the call waits. `token` absent: coin. */
  transfer(to: string, amount: unknown, token?: string, headers?: Record<string, string>): Promise<Reply>
  /** By symbol. */
  balances(): Promise<Readonly<Record<string, number>>>
  /** Tokens from outside, credited when it resolves. */
  fund(symbol: string, units: bigint): Promise<void>
  fundCoin(units: bigint): Promise<void>
  /** Of these operations, newest first. */
  movements(operations?: string): Promise<Record<string, unknown>[]>
  row(): Promise<{ gas_given: bigint; gas_spent: bigint; deleted_at: Date | null }>
}

export async function openAccount(company: WalletCompany): Promise<string> {
  const { status, body } = await company.call('POST', '/mpc/accounts/create', { alias: 'Operating' })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.id
}

/** A wallet of a treasury account of the company: a new one unless said otherwise. */
export async function openTreasuryWallet(
  world: WalletWorld,
  company: WalletCompany,
  { blockchain = 'POLYGON', accountId }: { blockchain?: string; accountId?: string } = {},
): Promise<TreasuryWallet> {
  const account = accountId ?? (await openAccount(company))
  const { status, body } = await company.call('POST', `/mpc/accounts/${account}/wallets/create`, {
    alias: 'Main',
    blockchain,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const ground = blockchain === 'TRON' ? world.tron() : world.chain(blockchain)
  const path = `/mpc/accounts/${account}/wallets/${body.id}`
  const credited = async (send: () => Promise<unknown>) => {
    const before = (await wallet.movements('DEPOSIT')).length
    await send()
    await world.mineUntil(async () => (await wallet.movements('DEPOSIT')).length > before)
  }
  const wallet: TreasuryWallet = {
    id: body.id,
    accountId: account,
    address: body.wallet_address,
    get chain() {
      return world.chain(blockchain)
    },
    call: (method, rest, payload, headers) => company.call(method, `${path}${rest}`, payload, headers),
    transfer: (to, amount, token, headers) =>
      mining(ground, company.call('POST', `${path}/transfer`, { to, amount, token_address: token }, headers)),
    async balances() {
      const reply = await company.call('GET', `${path}/balance`)
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
      const rows = reply.body as { symbol: string; balance: number }[]
      return Object.fromEntries(rows.map(({ symbol, balance }) => [symbol, balance]))
    },
    fund: (symbol, units) => credited(() => ground.sendToken(symbol, body.wallet_address, units)),
    fundCoin: (units) => credited(() => ground.sendCoin(body.wallet_address, units)),
    async movements(operations = 'TRANSFER,DEPOSIT,WITHDRAWAL') {
      const reply = await company.call(
        'GET',
        `/mpc/treasury/transactions/search?wallet_ids=${body.id}&operations=${operations}&size=100`,
      )
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body))
      return reply.body.movements
    },
    row: () =>
      world.db
        .selectFrom('treasury_wallets')
        .select(['gas_given', 'gas_spent', 'deleted_at'])
        .where('company_id', '=', company.id)
        .where('id', '=', body.id)
        .executeTakeFirstOrThrow(),
  }
  return wallet
}

/** Mines a block now and then until the answer is there. */
export async function mining<T>(chain: Pick<TestChain, 'mine'>, answer: Promise<T>): Promise<T> {
  let done = false
  const settled = answer.finally(() => {
    done = true
  })
  await becomes(async () => {
    if (!done) await chain.mine()
    return done
  }, CALL_MS_MAX)
  return settled
}

export function gasAddress(world: WalletWorld): string {
  return world.app.vault.address(GAS_KEY_PATH)
}

/** Fails when books, deposits and chain disagree. */
export async function verifyTreasury(
  world: WalletWorld,
  chains: readonly { readonly config: ChainConfig }[],
): Promise<void> {
  const connected = chains.map((chain) => connectChain(chain.config))
  const report = await verifyBooks({
    db: world.db,
    checks: [checkDeposits, checkPayments, checkOutbox, checkTreasury(connected)],
  })
  if (!report.ok) throw new Error(JSON.stringify(report.findings))
}

/** What the platform sends for gas is written down at its own end, which may come behind that of the transfer it was for. */
export async function isGasRecorded(world: WalletWorld, company: WalletCompany): Promise<boolean> {
  const open = await world.db
    .selectFrom('chain_transactions')
    .select('id')
    .where('company_id', '=', company.id)
    .where('purpose', '=', 'treasury_gas')
    .where('settled_at', 'is', null)
    .execute()
  return open.length === 0
}
