/** What the tests of watcher and deposits share: a real chain, a real database, wallets of companies, and a product that books. */
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { getAddress, numberToHex } from 'viem'
import { sendFrom, transferData } from '../../sandbox/chains/tokens.ts'
import { startTestChain, type TestChain, type TestChainOptions } from '../../tests/harness/anvil.ts'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import { connectEvmChain, type EvmChain } from '../chains/evm/client.ts'
import { createTokens, type Tokens } from '../chains/tokens.ts'
import { assetId, type Token } from '../chains/types.ts'
import { watchOnce } from '../chains/watcher.ts'
import { wallClock } from '../kernel/clock.ts'
import { derivedId, newId } from '../kernel/ids.ts'
import { readBalances } from '../ledger/balances.ts'
import { book } from '../ledger/book.ts'
import type { AccountCode, NewTransfer } from '../ledger/types.ts'
import { verifyBooks } from '../ledger/verify.ts'
import { checkDeposits } from './check-deposits.ts'
import { createDeposits, type Deposits } from './create-deposits.ts'
import { lyingOn } from './ledger-moves.ts'
import type { Deposit, DepositProduct } from './types.ts'

export const silent = pino({ level: 'silent' })
export const USD = 1_000_000n
const STEPS_MAX = 500

export interface TestWallet {
  readonly companyId: string
  readonly walletId: string
  readonly address: string
}

export interface World {
  readonly chain: TestChain
  readonly evm: EvmChain
  readonly database: TestDatabase
  readonly tokens: Tokens
  readonly deposits: Deposits
  readonly product: TestProduct
  /** Watches until nothing is left to read. */
  watch(): Promise<void>
  /** Advances until nothing is left to do. */
  advance(): Promise<void>
  /** Both. */
  settle(): Promise<void>
  /** Mines, watches and advances until `blocks` more are known. */
  pass(blocks: number): Promise<void>
  /** `WALLET`: one of the company itself. */
  openWallet(companyId?: string, kind?: 'DEPOSIT' | 'WALLET'): Promise<TestWallet>
  openHolding(companyId: string): Promise<TestWallet>
  /** Sends the whole USDC balance of a deposit address to a holding address, as a sweep does. Mined with the next block. */
  sweep(from: TestWallet, to: TestWallet): Promise<string>
  rows(companyId: string): Promise<Deposit[]>
  balance(code: AccountCode, companyId: string, ownerId?: string, symbol?: string): Promise<bigint>
  /** Fails when the books are wrong. */
  verify(): Promise<void>
  stop(): Promise<void>
}

export interface WorldOptions extends TestChainOptions {
  /** As the product says; default no. */
  readonly holdingTakesDeposits?: boolean
  /** Instead of the chain's own, where the platform asks it. */
  readonly rpcUrl?: (chain: TestChain) => Promise<string | readonly string[]>
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const chain = await startTestChain(options)
  const database = await freshDatabase()
  const rpcUrl = (await options.rpcUrl?.(chain)) ?? chain.url
  const evm = connectEvmChain({ ...chain.config, rpcUrls: [rpcUrl].flat() }, { timeoutMs: 500 })
  const { db } = database
  const tokens = await createTokens(db, [evm])
  const product = new TestProduct(options.holdingTakesDeposits ?? false, tokens)
  const deposits = createDeposits({
    db,
    chains: [evm],
    tokens,
    clock: wallClock,
    log: silent,
    products: new Map([['virtual_wallets', product]]),
  })
  const { name } = evm.config
  const watch = async () => {
    await untilDone(() => watchOnce({ db, chain: evm, tokens, sink: deposits.sink, log: silent }))
  }
  const advance = () => untilDone(() => deposits.advance(name))
  await watch()
  return {
    chain,
    evm,
    database,
    tokens,
    deposits,
    product,
    watch,
    advance,
    async settle() {
      await watch()
      await advance()
    },
    async pass(blocks) {
      for (let block = 0; block < blocks; block += 1) {
        await chain.mine()
        await watch()
        await advance()
      }
    },
    openWallet: (companyId = newId(), kind = 'DEPOSIT') => openAddress(database, name, companyId, kind),
    openHolding: (companyId) => openAddress(database, name, companyId, 'HOLDING'),
    async sweep(from, to) {
      const amount = await chain.tokenBalance('USDC', from.address)
      await chain.rpc('anvil_setBalance', [from.address, numberToHex(10n ** 18n)])
      await chain.rpc('anvil_impersonateAccount', [from.address])
      const data = transferData(to.address, amount)
      return sendFrom(chain.url, from.address, { to: chain.token('USDC').address, data })
    },
    rows: (companyId) =>
      db.selectFrom('deposits').selectAll().where('company_id', '=', companyId).orderBy('id').execute(),
    async balance(code, companyId, ownerId = companyId, symbol = 'USDC') {
      const ref = { code, ownerId, assetId: assetId(name, chain.token(symbol).address) }
      const [found] = await readBalances(db, companyId, [ref])
      return found?.balance ?? 0n
    },
    async verify() {
      const report = await verifyBooks({ db, checks: [checkDeposits] })
      if (!report.ok) throw new Error(JSON.stringify(report.findings))
    },
    async stop() {
      await database.drop()
      await chain.stop()
    },
  }
}

export async function untilDone(step: () => Promise<boolean>): Promise<void> {
  for (let count = 0; count < STEPS_MAX; count += 1) if (!(await step())) return
  throw new Error(`not done after ${STEPS_MAX} steps`)
}

export function randomAddress(): string {
  return getAddress(`0x${randomBytes(20).toString('hex')}`)
}

async function openAddress(
  { db }: TestDatabase,
  chain: string,
  companyId: string,
  kind: 'DEPOSIT' | 'HOLDING' | 'WALLET',
): Promise<TestWallet> {
  const wallet = { companyId, walletId: newId(), address: randomAddress() }
  await db
    .insertInto('address_directory')
    .values({
      chain,
      address: wallet.address.toLowerCase(),
      company_id: companyId,
      product: 'virtual_wallets',
      kind,
      wallet_id: wallet.walletId,
      key_path: 'm/0',
    })
    .execute()
  return wallet
}

/** Credits virtual balances as a product does, and remembers what it was told. */
export class TestProduct implements DepositProduct {
  readonly books = {
    holding: 'HOLDING',
    unswept: 'UNSWEPT',
    uncredited: 'UNCREDITED',
    company: 'EQUITY',
  } as const
  readonly minimumMicroUsd = USD
  readonly holdingTakesDeposits: boolean
  readonly told: string[] = []

  readonly #tokens: Pick<Tokens, 'isNative'>

  constructor(holdingTakesDeposits: boolean, tokens: Pick<Tokens, 'isNative'>) {
    this.holdingTakesDeposits = holdingTakesDeposits
    this.#tokens = tokens
  }

  accepts(token: Token): boolean {
    return !this.#tokens.isNative(token)
  }

  async detected(
    _tx: Parameters<DepositProduct['detected']>[0],
    deposits: readonly Deposit[],
  ): Promise<void> {
    for (const deposit of deposits) this.told.push(`detected ${deposit.operation_id}`)
  }

  async credit(...[tx, credits, now]: Parameters<DepositProduct['credit']>): Promise<void> {
    const moves = credits.map(({ deposit, source }) => move(deposit, 'credited', source, 'VIRTUAL_BALANCE'))
    await bookAll(tx, moves, now)
    for (const { deposit } of credits) this.told.push(`credited ${deposit.operation_id}`)
  }

  async revert(...[tx, reverts, now]: Parameters<DepositProduct['revert']>): Promise<void> {
    const credited = reverts.filter(({ deposit }) => deposit.credited)
    const moves = credited.map(({ deposit }) =>
      move(deposit, 'taken_back', 'VIRTUAL_BALANCE', lyingOn(deposit, this.books)),
    )
    await bookAll(tx, moves, now)
    for (const { deposit } of reverts) this.told.push(`reverted ${deposit.operation_id}`)
  }
}

type Move = { readonly companyId: string; readonly transfer: NewTransfer }

function move(deposit: Deposit, reason: string, debit: AccountCode, credit: AccountCode): Move {
  const account = (code: AccountCode) => ({
    code,
    ownerId: code === 'VIRTUAL_BALANCE' ? deposit.wallet_id : deposit.company_id,
    assetId: assetId(deposit.chain, deposit.token_address),
  })
  return {
    companyId: deposit.company_id,
    transfer: {
      type: 'POST',
      id: derivedId(reason, deposit.id),
      debit: account(debit),
      credit: account(credit),
      amount: deposit.amount,
      reason: 'deposit_test',
      subjectId: deposit.id,
      overdraw: true,
    },
  }
}

async function bookAll(tx: Parameters<typeof book>[0], moves: readonly Move[], now: Date): Promise<void> {
  const [first] = moves
  if (first === undefined) return
  const transfers = moves.map(({ transfer }) => transfer)
  const booking = await book(tx, first.companyId, transfers, now)
  if (!booking.booked) throw new Error(`not booked: ${booking.problem}`)
}
