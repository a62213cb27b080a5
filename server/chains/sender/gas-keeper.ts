import { sql } from 'kysely'
import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import type { Vault } from '../../custody/vault.ts'
import type { Clock } from '../../kernel/clock.ts'
import { type Database, inTransaction, jsonb, type Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import { addressKey } from '../address.ts'
import type { Chain } from '../chain.ts'
import { findChain } from '../name.ts'
import type { ChainName, Intent } from '../types.ts'
import { gasAccountPayments } from './metrics.ts'

export interface GasKeeperDeps {
  readonly db: Database
  readonly chains: readonly Chain[]
  readonly vault: Vault
  readonly node: Node
  readonly clock: Clock
  readonly log: Logger
  /** The sender's: there is gas to send. */
  readonly wake: (chain: ChainName) => void
}

export interface GasReceiver {
  readonly companyId: string
  readonly chain: ChainName
  readonly address: string
}

/** The platform's gas account on one chain, when last looked at. */
export interface GasStatus {
  readonly chain: ChainName
  readonly address: string
  /** Wei. */
  readonly balance: bigint
  /** So many payments' worth, at the price of then. */
  readonly payments: bigint
  /** It will soon fill no holding wallet any more: send it coin. */
  readonly isLow: boolean
}

export interface GasKeeper {
  /**
   * Queues a new holding wallet's first coin in the caller's commit, by the price last seen; before any was seen (the first
   * moments after a start) it queues nothing, and the loop finds the wallet.
   */
  ensureGas(tx: Tx, receiver: GasReceiver, now: Date): Promise<void>
  /** Chains not looked at yet are missing. */
  status(): GasStatus[]
  wake(chain: ChainName): void
  start(): Loop[]
}

/** Marks, in payments at the present price: below LOW and what is open a wallet is filled up to HIGH and what is open. */
const LOW_PAYMENTS = 20n
const HIGH_PAYMENTS = 100n
/** A long queue counts so far: what lies on a wallet does not come back, and the next coin may go there when this is final. */
const OPEN_PAYMENTS_MAX = 1_000n
const ACCOUNT_LOW_PAYMENTS = 500n
const WALLETS_PER_LOOK = 50
/** Holding wallets are looked at every so many polls of the chain. */
const POLLS_PER_LOOK = 5

/**
 * Keeps the holding wallets able to pay for their transactions, from the platform's gas account. Only to holding wallets of the
 * address directory: the destination is always our own.
 */
export function createGasKeeper(deps: GasKeeperDeps): GasKeeper {
  const costs = new Map<ChainName, bigint>()
  const accounts = new Map<ChainName, GasStatus>()
  const loops = new Map<ChainName, Loop>()
  const gasAddressOn = (chain: Chain) => chain.addresses.ofKey(deps.vault, GAS_KEY_PATH)

  async function look(chain: Chain, after: GasReceiver | null): Promise<GasReceiver | null> {
    const { name } = chain.config
    const cost = await chain.paymentCost()
    costs.set(name, cost)
    const gasAddress = gasAddressOn(chain)
    const account = await readAccount(chain, gasAddress, cost)
    report(account, accounts.get(name))
    accounts.set(name, account)
    const receivers = await nextReceivers(deps.db, chain, after)
    const open = await countOpen(deps.db, receivers)
    let queued = false
    for (const receiver of receivers) {
      const balance = await chain.state.coin(receiver.address)
      const unpaid = open.get(receiver.address) ?? 0n
      if (balance >= cost * (LOW_PAYMENTS + unpaid)) continue
      const amount = cost * (HIGH_PAYMENTS + unpaid) - balance
      await inTransaction(deps.db, (tx) => queueGas(tx, gasAddress, receiver, amount, deps.clock.now()))
      queued = true
    }
    if (queued) deps.wake(name)
    return receivers.length < WALLETS_PER_LOOK ? null : (receivers.at(-1) ?? null)
  }

  /** Once per crossing, and at the start: without coin there nothing is swept and nothing is paid. */
  function report(account: GasStatus, before: GasStatus | undefined): void {
    const { chain, address, balance, payments, isLow } = account
    gasAccountPayments.set({ chain, address }, Number(payments))
    if (isLow === before?.isLow) return
    const facts = { chain, address, balance: String(balance), payments: String(payments) }
    if (isLow) deps.log.warn(facts, 'the gas account is low: send it coin, or sweeps and payments will stop')
    else deps.log.info(facts, 'the gas account has coin')
  }

  return {
    async ensureGas(tx, receiver, now) {
      const cost = costs.get(receiver.chain)
      const gasAddress = gasAddressOn(findChain(deps.chains, receiver.chain))
      if (cost !== undefined) await queueGas(tx, gasAddress, receiver, cost * HIGH_PAYMENTS, now)
    },
    status: () => [...accounts.values()],
    wake: (chain) => loops.get(chain)?.wake(),
    start() {
      for (const chain of deps.chains) loops.set(chain.config.name, startGasLoop(deps, chain, look))
      return [...loops.values()]
    },
  }
}

function startGasLoop(
  deps: GasKeeperDeps,
  chain: Chain,
  look: (chain: Chain, after: GasReceiver | null) => Promise<GasReceiver | null>,
): Loop {
  const { name, pollMs } = chain.config
  let after: GasReceiver | null = null
  return startLoop({
    name: `gas ${name}`,
    everyMs: pollMs * POLLS_PER_LOOK,
    log: deps.log,
    async run() {
      if (!(await deps.node.leads(`gas ${name}`))) return false
      after = await look(chain, after)
      return after !== null
    },
  })
}

async function readAccount(chain: Chain, address: string, cost: bigint): Promise<GasStatus> {
  const balance = await chain.state.coin(address)
  const payments = balance / cost
  return { chain: chain.config.name, address, balance, payments, isLow: payments < ACCOUNT_LOW_PAYMENTS }
}

/** The chain's holding wallets by company, a page at a time; ends with a page that is not full. */
async function nextReceivers(
  db: Database,
  { config: { name: chain }, addresses }: Chain,
  after: GasReceiver | null,
): Promise<GasReceiver[]> {
  const { rows } = await sql<{ company_id: string; address: string }>`
    SELECT company_id, address FROM address_directory
    WHERE chain = ${chain} AND kind = 'HOLDING' AND retired_at IS NULL
      AND (${after === null} OR (company_id, address) > (${after?.companyId ?? null}::uuid, ${after === null ? '' : addressKey(after.address)}))
    ORDER BY company_id, address LIMIT ${WALLETS_PER_LOOK}`.execute(db)
  return rows.map((row) => ({
    companyId: row.company_id,
    chain,
    address: addresses.read(row.address) ?? row.address,
  }))
}

/** Payments of each address that no block holds yet, as far as they count: their fees are still to come. */
async function countOpen(
  db: Database,
  receivers: readonly GasReceiver[],
): Promise<ReadonlyMap<string, bigint>> {
  const [first] = receivers
  if (first === undefined) return new Map()
  const { rows } = await sql<{ address: string; open: bigint }>`
    SELECT r.address, least(count(*), ${OPEN_PAYMENTS_MAX}) AS open
    FROM unnest(${receivers.map(({ companyId }) => companyId)}::uuid[], ${receivers.map(({ address }) => address)}::text[])
      AS r (company_id, address)
    JOIN chain_transactions t ON t.chain = ${first.chain} AND t.from_address = r.address AND t.company_id = r.company_id
      AND t.settled_at IS NULL AND t.block_number IS NULL
    GROUP BY r.address`.execute(db)
  return new Map(rows.map(({ address, open }) => [address, open]))
}

/** At most one is open for a receiver: a unique index says so, whoever else notices. */
async function queueGas(
  tx: Tx,
  gasAddress: string,
  receiver: GasReceiver,
  amount: bigint,
  now: Date,
): Promise<void> {
  const intent: Intent = { kind: 'native_transfer', to: receiver.address, amount: String(amount) }
  await tx
    .insertInto('chain_transactions')
    .values({
      company_id: receiver.companyId,
      id: newId(),
      chain: receiver.chain,
      purpose: 'gas',
      from_address: gasAddress,
      key_path: GAS_KEY_PATH,
      intent: jsonb(intent),
      state: 'QUEUED',
      next_at: new Date(),
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
