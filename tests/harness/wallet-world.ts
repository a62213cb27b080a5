import { becomes } from '../../sandbox/processes.ts'
import type { OperatedPlatform } from '../../sandbox/routes/operator.ts'
import { type App, createApp } from '../../server/app.ts'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { type Clock, wallClock } from '../../server/kernel/clock.ts'
import { type Config, loadConfig } from '../../server/kernel/config.ts'
import type { Database } from '../../server/kernel/database.ts'
import type { Route } from '../../server/kernel/http/route.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { readBalances } from '../../server/ledger/balances.ts'
import type { AccountCode } from '../../server/ledger/types.ts'
import { startTestChain, type TestChain } from './anvil.ts'
import { NETWORK_KEY } from './card-world.ts'
import { freshDatabase } from './database.ts'
import { startTronTestChain, type TronTestChain } from './tron-chain.ts'

const OPERATOR_KEY = 'operator-key-of-the-tests-0123456789'
const LOOKS_PER_BLOCK_MAX = 10
const WAIT_MS_MAX = 50_000
const COIN = 10n ** 18n
const TRX = 10n ** 6n

export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  readonly body: any
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>

export interface WalletCompany {
  readonly id: string
  /** The first key: level 3 everywhere. */
  readonly key: string
  /** With the first key. */
  readonly call: Call
  /** A new key with this level of virtual wallets and nothing else. */
  withLevel(level: 0 | 1 | 2 | 3): Promise<Call>
  /** A new virtual wallet, on POLYGON unless said otherwise. */
  wallet(blockchain?: string): Promise<{ id: string; address: string }>
  /** Sets a wallet's virtual balance of its chain's dollar: USDC, on TRON USDT. */
  owe(walletId: string, amount: string, token?: string): Promise<void>
  /** Sends real tokens to the holding wallet and waits until the ledger knows them. Decimal text of smallest units. */
  fundHolding(units: bigint, blockchain?: string): Promise<void>
  /** The ledger's balance of an account of the company, or of a wallet's virtual balance. */
  ledger(code: AccountCode, walletId?: string, blockchain?: string): Promise<bigint>
  /** Several of them as they are at one moment, in the order asked. */
  ledgers(accounts: readonly LedgerAccount[], blockchain: string): Promise<bigint[]>
  balance(walletId: string, symbol?: string): Promise<number>
  movements(walletId: string): Promise<Record<string, unknown>[]>
  /** Events written for the company, oldest first. */
  events(): Promise<
    {
      event_type: string
      operation_id: string
      status: string
      reason: string | null
      data: Record<string, unknown>
      top_level: unknown
    }[]
  >
}

export interface LedgerAccount {
  readonly code: AccountCode
  /** Of a virtual balance its wallet; else the company. */
  readonly walletId?: string
}

/** The whole platform over local chains of its own. Blocks are mined when the test says so. Stop it in afterAll. */
export interface WalletWorld {
  readonly app: App
  readonly db: Database
  readonly url: string
  readonly operator: Call
  chain(name?: string): TestChain
  tron(): TronTestChain
  company(): Promise<WalletCompany>
  /** Waits until it is so, mining a block of each chain now and then. */
  mineUntil(isSo: () => Promise<boolean>): Promise<void>
  waitUntil(isSo: () => Promise<boolean>): Promise<void>
  /** The platform alone: its chains and its database stay. */
  stopApp(): Promise<void>
  stop(): Promise<void>
}

export interface TestChains {
  readonly evm: readonly TestChain[]
  readonly tron: TronTestChain | undefined
}

export async function startWalletWorld(
  options: {
    readonly chains?: readonly ('POLYGON' | 'BSC' | 'TRON')[]
    readonly config?: Partial<Config>
    readonly clock?: Clock
    /** What can only be set when the chains are there. */
    readonly configure?: (chains: TestChains) => Promise<Partial<Config>>
    readonly approveCustomer?: (customerId: string) => Promise<void>
    /** Of the sandbox; `platform` is known once it listens. */
    readonly extraRoutes?: (platform: () => OperatedPlatform) => readonly Route[]
  } = {},
): Promise<WalletWorld> {
  const names = options.chains ?? ['POLYGON']
  const [database, ...chains] = await Promise.all([
    freshDatabase(),
    ...names.map((name) => (name === 'TRON' ? startTronTestChain() : startTestChain({ name }))),
  ])
  const onEvm = chains.filter((chain): chain is TestChain => chain.config.family === 'EVM')
  const onTron = chains.filter((chain): chain is TronTestChain => chain.config.family === 'TRON')
  const config: Config = {
    ...settings(database.url),
    chains: chains.map((chain) => chain.config),
    ...options.config,
    ...(await options.configure?.({ evm: onEvm, tron: onTron[0] })),
  }
  const { clock = wallClock, approveCustomer, extraRoutes = () => [] } = options
  let url = ''
  const app = await createApp({
    config,
    clock,
    ...(approveCustomer !== undefined && { approveCustomer }),
    log: createLogger(process.env.LOG_LEVEL ?? 'silent'),
    extraRoutes: extraRoutes(() => ({ url, operatorKey: OPERATOR_KEY, db: database.db })),
  })
  const gasAddress = app.vault.address(GAS_KEY_PATH)
  for (const chain of onEvm) await chain.sendCoin(gasAddress, 1000n * COIN)
  for (const chain of onTron) await chain.sendCoin(addressOfEvm(gasAddress), 1_000_000n * TRX)
  for (const chain of chains) await chain.mine()
  url = (await app.start()).url
  let isRunning = true
  const operator = callWith(url, OPERATOR_KEY)
  const world: WalletWorld = {
    app,
    db: database.db,
    url,
    operator,
    chain(name = 'POLYGON') {
      const found = onEvm.find((chain) => chain.config.name === name)
      if (found === undefined) throw new Error(`this world has no ${name}`)
      return found
    },
    tron() {
      const [found] = onTron
      if (found === undefined) throw new Error('this world has no TRON')
      return found
    },
    async company() {
      const { status, body } = await operator('POST', '/management/companies', { name: 'Company' })
      if (status !== 200) throw new Error(JSON.stringify(body))
      return companyOf(world, url, body.id, body.api_key)
    },
    async mineUntil(isSo) {
      let lookedInVain = 0
      const mineAndLook = async () => {
        if (await isSo()) return true
        lookedInVain += 1
        if (lookedInVain < LOOKS_PER_BLOCK_MAX && !(await haveBeenRead(database.db, chains))) return false
        lookedInVain = 0
        await Promise.all(chains.map((chain) => chain.mine()))
        return false
      }
      if (!(await becomes(mineAndLook, WAIT_MS_MAX))) throw new Error('mined in vain')
    },
    async waitUntil(isSo) {
      if (!(await becomes(isSo, WAIT_MS_MAX))) throw new Error('waited in vain')
    },
    async stopApp() {
      if (isRunning) await app.stop()
      isRunning = false
    },
    async stop() {
      await world.stopApp()
      await Promise.all(chains.map((chain) => chain.stop()))
      await database.drop()
    },
  }
  return world
}

/** Blocks cost: the next comes when the last was read, or when it was not for long (a watcher may be kept from reading). */
async function haveBeenRead(db: Database, chains: readonly (TestChain | TronTestChain)[]): Promise<boolean> {
  const heights = await Promise.all(chains.map((chain) => chain.height()))
  const cursors = await db.selectFrom('chain_cursors').select(['chain', 'block_number']).execute()
  const read = new Map(cursors.map((cursor) => [cursor.chain, cursor.block_number]))
  return chains.every(({ config }, index) => (read.get(config.name) ?? 0n) >= (heights[index] ?? 0n))
}

function companyOf(world: WalletWorld, url: string, id: string, key: string): WalletCompany {
  const call = callWith(url, key)
  const dollarOn = (blockchain: string) => (blockchain === 'TRON' ? 'USDT' : 'USDC')
  const on = (blockchain: string) => (blockchain === 'TRON' ? world.tron() : world.chain(blockchain))
  const dollar = (blockchain: string) => on(blockchain).token(dollarOn(blockchain)).address
  const company: WalletCompany = {
    id,
    key,
    call,
    async withLevel(level) {
      const { body } = await call('POST', '/management/keys/create', {
        name: `level ${level} ${Math.random()}`,
        levels: { virtual_wallets: level },
      })
      return callWith(url, body.api_key)
    },
    async wallet(blockchain = 'POLYGON') {
      const { status, body } = await call('POST', '/virtual-wallets/create', {
        alias: 'Customer',
        blockchain,
      })
      if (status !== 200) throw new Error(JSON.stringify(body))
      return { id: body.id, address: body.wallet_address }
    },
    async owe(walletId, amount, token) {
      const { status, body } = await call('PATCH', `/virtual-wallets/${walletId}/virtual-balance`, {
        virtual_balance: amount,
        ...(token !== undefined && { token_address: token }),
      })
      if (status !== 200) throw new Error(JSON.stringify(body))
    },
    async fundHolding(units, blockchain = 'POLYGON') {
      const { body } = await call('GET', `/virtual-wallets/holding?blockchain=${blockchain}`)
      const before = await company.ledger('HOLDING', undefined, blockchain)
      await on(blockchain).sendToken(dollarOn(blockchain), body.wallet_address, units)
      await world.mineUntil(
        async () => (await company.ledger('HOLDING', undefined, blockchain)) === before + units,
      )
    },
    async ledger(code, walletId = id, blockchain = 'POLYGON') {
      const [balance] = await company.ledgers([{ code, walletId }], blockchain)
      return balance ?? 0n
    },
    async ledgers(accounts, blockchain) {
      const assetId = `${blockchain}:${dollar(blockchain)}`
      const refs = accounts.map(({ code, walletId = id }) => ({ code, ownerId: walletId, assetId }))
      return (await readBalances(world.db, id, refs)).map(({ balance }) => balance)
    },
    async balance(walletId, symbol = 'USDC') {
      const { body } = await call('GET', `/virtual-wallets/${walletId}/balance`)
      return body.find((token: { symbol: string }) => token.symbol === symbol).balance
    },
    async movements(walletId) {
      const { body } = await call('GET', `/virtual-wallets/${walletId}/movements?size=100`)
      return body.movements
    },
    async events() {
      const events = await world.db
        .selectFrom('webhook_events')
        .selectAll()
        .where('company_id', '=', id)
        .orderBy('sequence')
        .execute()
      return events.map((event) => ({ ...event, data: event.data as Record<string, unknown> }))
    },
  }
  return company
}

function settings(databaseUrl: string): Config {
  return loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: OPERATOR_KEY,
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_CARD_BIN: '45320155',
    HOLDFAST_NETWORK_KEYS: `${NETWORK_KEY.id}:${NETWORK_KEY.secret}`,
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
  })
}

function callWith(url: string, key: string): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'x-api-key': key, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}
