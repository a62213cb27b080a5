import { setTimeout as delay } from 'node:timers/promises'
import { Type } from 'typebox'
import { programAccount, USD_DECIMALS } from '../../../server/cards/card-accounts.ts'
import type { Database, Reader } from '../../../server/kernel/database.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { newId } from '../../../server/kernel/ids.ts'
import { unitsToText } from '../../../server/kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { readBalances } from '../../../server/ledger/balances.ts'
import type { SandboxChain } from '../../chains/sandbox-chain.ts'
import { sendFrom, TOOLS_ADDRESS, TRANSFER_GAS, transferData } from '../../chains/tokens.ts'
import { onChain } from '../deps.ts'

/** The platform as its operator sees it. */
export interface OperatedPlatform {
  readonly url: string
  readonly operatorKey: string
  readonly db: Database
}

export interface SettleDeps {
  readonly chains: readonly SandboxChain[]
  /** Known once the platform listens. */
  readonly platform: () => OperatedPlatform
}

/** Cards have their holding wallet there. */
const CHAIN = 'POLYGON'
/** Less is no deposit of cards: it stays owed until there is more. Micro-dollars. */
const DEPOSIT_MIN = 10_000_000n
const DEPOSIT_MS_MAX = 20_000
const POLL_MS = 100

/** Company and network pay each other on chain what is owed, as on a settlement day, and the operator books it. */
export function settleCards(deps: SettleDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/cards/settle',
    access: { level: 2, operation: 'cards' },
    sandboxOnly: true,
    status: 201,
    summary: 'Settle with the card network: pay what is owed to it, or be paid what it owes',
    refusals: ['SETTLEMENT_REFUSED', 'CHAIN_UNAVAILABLE'],
    tag: 'Sandbox',
    answer: Type.Array(Type.Object({ id: Type.String() }, { additionalProperties: true })),
    async prepare(db, { companyId }) {
      const [owed] = await readBalances(db, companyId, [programAccount('CARD_NETWORK', companyId)])
      return owed?.balance ?? 0n
    },
    write: async (_tx, _call, owed) => ({ id: newId(), owed: String(owed) }),
    async finish({ id, owed }, { companyId }) {
      const units = BigInt(owed)
      if (units > 0n) return settle(deps, companyId, id, payment(units))
      if (-units < DEPOSIT_MIN) return []
      const depositId = await payIn(deps, companyId, -units)
      if (isRefusal(depositId)) return depositId
      const amount = unitsToText(-units, USD_DECIMALS)
      return settle(deps, companyId, id, { direction: 'received', deposit_id: depositId, amount })
    },
  })
}

function payment(units: bigint) {
  return { direction: 'paid', amount: unitsToText(units, USD_DECIMALS), to_address: TOOLS_ADDRESS }
}

async function settle(
  { platform }: SettleDeps,
  companyId: string,
  key: string,
  body: object,
): Promise<unknown[] | Refusal> {
  const { url, operatorKey } = platform()
  const response = await fetch(`${url}/management/companies/${companyId}/settlements`, {
    method: 'POST',
    headers: { 'x-api-key': operatorKey, 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  const answer: { readonly message?: string } = JSON.parse(await response.text())
  return response.ok ? [answer] : refuse('SETTLEMENT_REFUSED', { detail: answer.message ?? '' })
}

/** The network pays into the cards' holding wallet. @returns the deposit, credited. */
async function payIn(
  { chains, platform }: SettleDeps,
  companyId: string,
  units: bigint,
): Promise<string | Refusal> {
  const { db } = platform()
  const chain = chains.find(({ spec }) => spec.name === CHAIN)
  const usdc = chain?.tokens.find(({ symbol }) => symbol === 'USDC')
  const address = await holdingAddress(db, companyId)
  if (chain === undefined || usdc === undefined || address === null)
    throw new Error('the network owes a company without a holding wallet of cards')
  const data = transferData(address, units)
  const hash = await onChain(chain, () =>
    sendFrom(chain.url, TOOLS_ADDRESS, { to: usdc.address, data, gas: TRANSFER_GAS }),
  )
  if (isRefusal(hash)) return hash
  return (await creditedDeposit(db, companyId, hash)) ?? refuse('CHAIN_UNAVAILABLE', { blockchain: CHAIN })
}

async function holdingAddress(db: Reader, companyId: string): Promise<string | null> {
  const row = await db
    .selectFrom('holding_wallets')
    .select('address')
    .where('company_id', '=', companyId)
    .where('product', '=', 'cards')
    .where('chain', '=', CHAIN)
    .executeTakeFirst()
  return row?.address ?? null
}

async function creditedDeposit(db: Reader, companyId: string, hash: string): Promise<string | null> {
  const deadline = performance.now() + DEPOSIT_MS_MAX
  while (performance.now() < deadline) {
    const row = await db
      .selectFrom('deposits')
      .select('id')
      .where('company_id', '=', companyId)
      .where('tx_hash', '=', hash)
      .where('credited', '=', true)
      .executeTakeFirst()
    if (row !== undefined) return row.id
    await delay(POLL_MS)
  }
  return null
}
