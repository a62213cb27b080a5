import { insertCard, type NewCard } from '../../../tests/harness/card-world.ts'
import {
  type Call,
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'
import { connectEvmChain } from '../../chains/evm/client.ts'
import { assetId } from '../../chains/types.ts'
import { lockCompany } from '../../companies/company.ts'
import { checkDeposits } from '../../deposits/check-deposits.ts'
import { bookFacts } from '../../deposits/ledger-moves.ts'
import type { Deposit } from '../../deposits/types.ts'
import { checkHoldings } from '../../holdings/check-holdings.ts'
import { createHoldingWallet } from '../../holdings/create-holding-wallet.ts'
import { wallClock } from '../../kernel/clock.ts'
import { inTransaction, jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { readBalances } from '../../ledger/balances.ts'
import type { AccountCode } from '../../ledger/types.ts'
import { verifyBooks } from '../../ledger/verify.ts'
import { checkPayments } from '../../payments/check-payments.ts'
import { USD } from '../card-accounts.ts'
import { CARD_CHAIN } from '../card-chain.ts'
import { NO_PARTS, settleParts } from '../card-money.ts'
import { createDepositWallet, type DepositWallet } from '../issuing/deposit-wallet.ts'
import { checkCardBooks } from './check-card-books.ts'

/** Micro-dollars, which are units of the chain's tokens. */
export const DOLLAR = 1_000_000n
const COIN = 10n ** 18n

/** The whole platform over a local chain, with companies that have cards. Stop `world` in afterAll. */
export interface FundingWorld {
  readonly world: WalletWorld
  company(options?: { readonly depositFee?: bigint }): Promise<CardCompany>
}

export interface CardCompany {
  readonly id: string
  readonly call: Call
  readonly events: WalletCompany['events']
  readonly holdingAddress: string
  card(card?: NewCard): Promise<{ readonly id: string; readonly wallet: DepositWallet }>
  /** Sends to an address and mines the block. @returns the hash. */
  send(to: string, units: bigint, symbol?: string): Promise<string>
  /** Sends to holding, and waits until it counts. */
  fund(units: bigint): Promise<void>
  /** In dollars unless a token is named. */
  balance(code: AccountCode, of?: { readonly ownerId?: string; readonly symbol?: string }): Promise<bigint>
  /** A purchase that is settled at once, its fee included; of a card's own balance too when it is named. */
  spend(cardId: string | null, bill: bigint, clientFee?: bigint): Promise<void>
  warranty(): Promise<number>
  movements(cardId: string): Promise<{ operation: string; status: string; new_balance: bigint | null }[]>
  deposits(): Promise<Deposit[]>
  /** Fails when any book is wrong. */
  verify(): Promise<void>
}

export async function startFundingWorld(): Promise<FundingWorld> {
  const world = await startWalletWorld()
  return { world, company: (options) => openCompany(world, options?.depositFee ?? 0n) }
}

async function openCompany(world: WalletWorld, depositFee: bigint): Promise<CardCompany> {
  const { db, app } = world
  const company = await world.company()
  const { id } = company
  const chain = world.chain()
  const locked = (tx: Parameters<typeof lockCompany>[0]) => lockCompany(tx, id)
  await inTransaction(db, async (tx) => {
    const row = await locked(tx)
    if (row === null) throw new Error('no company')
    const deps = {
      chains: [connectEvmChain(chain.config)],
      vault: app.vault,
      gasKeeper: { ensureGas: async () => {} },
    }
    await createHoldingWallet(tx, deps, row, CARD_CHAIN, 'cards', wallClock.now())
    const fees = jsonb({ deposit_percentage: depositFee.toString() })
    await tx.insertInto('card_programs').values({ company_id: id, fees }).execute()
  })
  const { body } = await company.call('GET', '/cards/holding/balance')
  await chain.sendCoin(body.deposit_address, COIN)
  await chain.mine()
  const cards: CardCompany = {
    id,
    call: company.call,
    events: company.events,
    holdingAddress: body.deposit_address,
    async card(card = {}) {
      const cardId = await insertCard(db, id, card, wallClock.now())
      const wallet = await inTransaction(db, async (tx) => {
        const row = await locked(tx)
        if (row === null) throw new Error('no company')
        return createDepositWallet(tx, app, row, cardId, wallClock.now())
      })
      return { id: cardId, wallet }
    },
    async send(to, units, symbol = 'USDC') {
      const hash = await chain.sendToken(symbol, to, units)
      await chain.mine()
      return hash
    },
    async fund(units) {
      const before = await cards.balance('CARD_HOLDING')
      await cards.send(body.deposit_address, units)
      await world.waitUntil(async () => (await cards.balance('CARD_HOLDING')) === before + units)
    },
    async balance(code, { ownerId = id, symbol } = {}) {
      const asset = symbol === undefined ? USD : assetId(CARD_CHAIN, chain.token(symbol).address)
      const [found] = await readBalances(db, id, [{ code, ownerId, assetId: asset }])
      return found?.balance ?? 0n
    },
    async spend(cardId, bill, clientFee = 0n) {
      const key = { companyId: id, cardId: cardId ?? id, transactionId: newId(), generation: 0 }
      const card = cardId === null ? 0n : bill + clientFee
      const parts = { bill, clientFees: clientFee, providerFees: 0n, card }
      await inTransaction(db, (tx) =>
        bookFacts(tx, id, settleParts(key, newId(), { captured: NO_PARTS, direct: parts }), wallClock.now()),
      )
    },
    warranty: async () => (await company.call('GET', '/cards/holding/balance')).body.warranty_balance,
    movements: (cardId) =>
      db
        .selectFrom('card_events')
        .select(['operation', 'status', 'new_balance'])
        .where('company_id', '=', id)
        .where('card_id', '=', cardId)
        .orderBy('id')
        .execute(),
    deposits: () =>
      db.selectFrom('deposits').selectAll().where('company_id', '=', id).orderBy('id').execute(),
    async verify() {
      const onChain = checkHoldings([connectEvmChain(chain.config)])
      const checks = [checkDeposits, checkPayments, checkCardBooks, onChain]
      const report = await verifyBooks({ db, companyId: id, checks })
      if (!report.ok) throw new Error(JSON.stringify(report.findings))
    },
  }
  return cards
}
