/** What the tests of compared coin share: a real chain and database, deposits of treasury, and no sender: what it knows the test writes. */
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { getAddress, numberToHex } from 'viem'
import { callNodeForText } from '../../sandbox/chains/rpc.ts'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { connectEvmChain, type EvmChain } from '../chains/evm/client.ts'
import { createTokens } from '../chains/tokens.ts'
import type { Intent } from '../chains/types.ts'
import { watchOnce } from '../chains/watcher.ts'
import { GAS_KEY_PATH } from '../custody/derivation.ts'
import { openVault } from '../custody/vault.ts'
import { createDeposits } from '../deposits/create-deposits.ts'
import type { Deposit } from '../deposits/types.ts'
import { wallClock } from '../kernel/clock.ts'
import { jsonb } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { joinNodes, type Node } from '../kernel/node.ts'
import { Secret } from '../kernel/secret.ts'
import { startTreasuryCoin } from './coin-loop.ts'
import { compareCoin } from './compare-coin.ts'
import { treasuryDeposits } from './deposits.ts'
import type { TreasuryDeps } from './deps.ts'
import type { TreasuryWallet } from './wallet.ts'

export const FINAL = 4
const COIN = 10n ** 18n
const STEPS_MAX = 500

export interface CoinWallet {
  readonly companyId: string
  readonly id: string
  readonly address: string
}

export interface CoinWorld {
  readonly chain: TestChain
  readonly evm: EvmChain
  readonly database: TestDatabase
  readonly node: Node
  readonly gasAddress: string
  readonly deps: TreasuryDeps
  /** Mines so many blocks, watches them and advances the deposits; enough to make what was mined before them final. */
  pass(blocks?: number): Promise<void>
  /** So many of one new company. */
  openWallets(count: number): Promise<CoinWallet[]>
  openWallet(): Promise<CoinWallet>
  /** At the newest final block, as the row is. `sink`: who records instead of the deposits. */
  compare(
    wallet: CoinWallet,
    how?: { block?: bigint; seen?: TreasuryWallet; sink?: TreasuryDeps['sink'] },
  ): Promise<void>
  newestFinal(): Promise<bigint>
  startLoop(): { stop(): Promise<void> }
  deposits(wallet: CoinWallet): Promise<Deposit[]>
  row(wallet: CoinWallet): Promise<TreasuryWallet>
  coinOf(wallet: CoinWallet): Promise<bigint>
  /** Coin from any address, the wallet's own too: the node signs. Mined with the next block. */
  pay(from: string, to: string, units: bigint): Promise<string>
  /** What a sender would have written: signed, broadcast, not seen mined. @returns its id. */
  sent(wallet: CoinWallet, transaction: { purpose: string; intent: Intent; nonce: bigint }): Promise<string>
  /** The sender saw it final. */
  settle(wallet: CoinWallet, id: string, hash: string): Promise<void>
  stop(): Promise<void>
}

export async function startCoinWorld(
  rpcUrls: (chain: TestChain) => Promise<readonly string[]> = async (chain) => [chain.url],
): Promise<CoinWorld> {
  const chain = await startTestChain({ config: { finalConfirmations: FINAL } })
  const database = await freshDatabase()
  const { db } = database
  const log = pino({ level: 'silent' })
  const evm = connectEvmChain({ ...chain.config, rpcUrls: await rpcUrls(chain) })
  const chains = [evm]
  const tokens = await createTokens(db, chains)
  const vault = await openVault(db, new Secret({ kind: 'key', bytes: randomBytes(32) }))
  const node = await joinNodes(database.url, log)
  const config = { minimumDepositMicroUsd: 1_000_000n }
  const base = { db, log, chains, tokens, vault, node, clock: wallClock, config }
  const deposits = createDeposits({ ...base, products: new Map([['treasury', treasuryDeposits(base)]]) })
  const { sink } = deposits
  const sender = {
    drive: async () => ({ hash: null, state: 'QUEUED' as const, inLine: false }),
    wake: () => {},
  }
  const deps: TreasuryDeps = { ...base, sink, sender }
  const { name } = evm.config
  const settleAll = async () => {
    await untilDone(() => watchOnce({ db, chain: evm, tokens, sink, log }))
    await untilDone(() => deposits.advance(name))
  }
  await settleAll()
  const world: CoinWorld = {
    chain,
    evm,
    database,
    node,
    deps,
    gasAddress: vault.address(GAS_KEY_PATH),
    async pass(blocks = FINAL) {
      await chain.mine(blocks)
      await settleAll()
    },
    openWallets: (count) => openWallets(database, name, count),
    async openWallet() {
      const [wallet] = await openWallets(database, name, 1)
      if (wallet === undefined) throw new Error('one was asked for')
      return wallet
    },
    newestFinal: async () => BigInt(await chain.height()) - BigInt(FINAL) + 1n,
    async compare(wallet, { block, seen, sink: own = sink } = {}) {
      const [row, at] = [seen ?? (await world.row(wallet)), block ?? (await world.newestFinal())]
      await compareCoin({ ...deps, sink: own }, evm.pastCoin, row, at)
      await untilDone(() => deposits.advance(name))
    },
    startLoop() {
      const loops = startTreasuryCoin(deps, evm)
      return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) }
    },
    deposits: ({ companyId, address }) =>
      db
        .selectFrom('deposits')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('address', '=', address)
        .orderBy('id')
        .execute(),
    row: ({ companyId, id }) =>
      db
        .selectFrom('treasury_wallets')
        .selectAll()
        .where('company_id', '=', companyId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    coinOf: async ({ address }) => BigInt(String(await chain.rpc('eth_getBalance', [address, 'latest']))),
    async pay(from, to, units) {
      await chain.rpc('anvil_impersonateAccount', [from])
      const value = numberToHex(units)
      return callNodeForText(chain.url, 'eth_sendTransaction', [
        { from, to, value, gas: numberToHex(21_000) },
      ])
    },
    async sent(wallet, { purpose, intent, nonce }) {
      const id = newId()
      const isGas = purpose === 'treasury_gas'
      await db
        .insertInto('chain_transactions')
        .values({
          company_id: wallet.companyId,
          id,
          chain: name,
          purpose,
          from_address: isGas ? world.gasAddress : wallet.address,
          key_path: isGas ? GAS_KEY_PATH : 'm/0',
          intent: jsonb(intent),
          state: 'SENT',
          nonce,
          next_at: new Date(),
          created_at: new Date(),
        })
        .execute()
      return id
    },
    async settle({ companyId }, id, hash) {
      const receipt = (await chain.rpc('eth_getTransactionReceipt', [hash])) as Record<string, string>
      const big = (field: string) => BigInt(String(receipt[field]))
      await db
        .updateTable('chain_transactions')
        .set({
          state: 'SUCCEEDED',
          hash,
          block_number: big('blockNumber'),
          block_hash: String(receipt.blockHash),
          succeeded: true,
          fee_paid: big('gasUsed') * big('effectiveGasPrice'),
          settled_at: new Date(),
        })
        .where('company_id', '=', companyId)
        .where('id', '=', id)
        .execute()
    },
    async stop() {
      await node.stop()
      await database.drop()
      await chain.stop()
    },
  }
  await chain.sendCoin(world.gasAddress, 100n * COIN)
  await world.pass(1)
  return world
}

async function untilDone(step: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < STEPS_MAX; count += 1) if (!(await step())) return
  throw new Error(`not done after ${STEPS_MAX} steps`)
}

async function openWallets({ db }: TestDatabase, chain: string, count: number): Promise<CoinWallet[]> {
  const [companyId, accountId, now] = [newId(), newId(), new Date()]
  const places = { treasury_wallets: count, virtual_wallets: 0, virtual_cards: 0 }
  await db
    .insertInto('companies')
    .values({ company_id: companyId, name: 'Company', webhook_secret: '', ...places, created_at: now })
    .execute()
  await db
    .insertInto('treasury_accounts')
    .values({ company_id: companyId, id: accountId, alias: 'Operating', created_at: now })
    .execute()
  const wallets = Array.from({ length: count }, () => ({
    companyId,
    id: newId(),
    address: getAddress(`0x${randomBytes(20).toString('hex')}`),
  }))
  await db
    .insertInto('treasury_wallets')
    .values(
      wallets.map(({ id, address }) => ({
        company_id: companyId,
        id,
        account_id: accountId,
        alias: 'Main',
        chain,
        address,
        key_path: 'm/0',
        created_at: now,
      })),
    )
    .execute()
  await db
    .insertInto('address_directory')
    .values(
      wallets.map(({ id, address }) => ({
        chain,
        address: address.toLowerCase(),
        company_id: companyId,
        product: 'treasury',
        kind: 'WALLET',
        wallet_id: id,
        key_path: 'm/0',
      })),
    )
    .execute()
  return wallets
}
