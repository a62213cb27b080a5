import { setTimeout as delay } from 'node:timers/promises'
import { Type } from 'typebox'
import { programAccount, USD_DECIMALS } from '../../../server/cards/card-accounts.ts'
import { CARD_CHAIN } from '../../../server/cards/card-chain.ts'
import { findHoldingWallet } from '../../../server/holdings/holding-wallet.ts'
import type { Reader } from '../../../server/kernel/database.ts'
import { writeRoute } from '../../../server/kernel/http/route.ts'
import { newId } from '../../../server/kernel/ids.ts'
import { unitsToText } from '../../../server/kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { readBalances } from '../../../server/ledger/balances.ts'
import type { SandboxChain } from '../../chains/sandbox-chain.ts'
import { sendFrom, TOOLS_ADDRESS, TRANSFER_GAS, transferData } from '../../chains/tokens.ts'
import { onChain } from '../deps.ts'
import { callAsOperator, type OperatedPlatform } from '../operator.ts'

export interface SettleDeps {
  readonly chains: readonly SandboxChain[]
  /** Known once the platform listens. */
  readonly platform: () => OperatedPlatform
}

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
    refusals: ['SETTLEMENT_REFUSED', 'CARD_HOLDING_NOT_FOUND', 'CHAIN_UNAVAILABLE'],
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
      if (units === 0n) return []
      const depositId = await payIn(deps, companyId, -units)
      if (isRefusal(depositId)) return depositId
      return settle(deps, companyId, id, { direction: 'received', deposit_id: depositId })
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
  const path = `/management/companies/${companyId}/settlements`
  const answer = await callAsOperator(platform(), { method: 'POST', path, body, key })
  return answer.ok ? [answer.body] : refuse('SETTLEMENT_REFUSED', { detail: answer.body.message ?? '' })
}

/** The network pays into the cards' holding wallet. @returns the deposit, confirmed. */
async function payIn(
  { chains, platform }: SettleDeps,
  companyId: string,
  units: bigint,
): Promise<string | Refusal> {
  const { db } = platform()
  const chain = chains.find(({ spec }) => spec.name === CARD_CHAIN)
  const usdc = chain?.tokens.find(({ symbol }) => symbol === 'USDC')
  if (chain === undefined || usdc === undefined) throw new Error(`the sandbox has no USDC on ${CARD_CHAIN}`)
  const holding = await findHoldingWallet(db, companyId, CARD_CHAIN, 'cards')
  if (isRefusal(holding)) return holding
  const data = transferData(holding.address, units)
  const hash = await onChain(chain, () =>
    sendFrom(chain.url, TOOLS_ADDRESS, { to: usdc.address, data, gas: TRANSFER_GAS }),
  )
  if (isRefusal(hash)) return hash
  return (
    (await confirmedDeposit(db, companyId, hash)) ?? refuse('CHAIN_UNAVAILABLE', { blockchain: CARD_CHAIN })
  )
}

async function confirmedDeposit(db: Reader, companyId: string, hash: string): Promise<string | null> {
  const deadline = performance.now() + DEPOSIT_MS_MAX
  while (performance.now() < deadline) {
    const row = await db
      .selectFrom('deposits')
      .select('id')
      .where('company_id', '=', companyId)
      .where('tx_hash', '=', hash)
      .where('to_holding', '=', true)
      .where('status', 'in', ['BELOW_MINIMUM', 'CONFIRMED', 'FINALIZED'])
      .executeTakeFirst()
    if (row !== undefined) return row.id
    await delay(POLL_MS)
  }
  return null
}
