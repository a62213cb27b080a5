import { sql } from 'kysely'
import { alertEvent } from '../../alerts/alert-event.ts'
import { findChain } from '../../chains/name.ts'
import type { ChainName } from '../../chains/types.ts'
import { gasAccount } from '../../holdings/gas-account.ts'
import { findHoldingWallet } from '../../holdings/holding-wallet.ts'
import { inTransaction, jsonb, type Reader } from '../../kernel/database.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import { moneyToText, unitsToText } from '../../kernel/money.ts'
import type { Node } from '../../kernel/node.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { writeEvents } from '../../webhooks/write-events.ts'
import { readBalance } from '../balances.ts'
import type { WalletDeps } from '../deps.ts'
import { isBelowRatio, readOwed } from '../guarantee-fund.ts'
import { readUnswept } from '../unswept.ts'
import { isBelow, stored } from './amounts.ts'
import { lowHoldings, reserveRatioMin } from './metrics.ts'
import type { AlertRule, Rule } from './rule.ts'

export interface LowAlertDeps
  extends Pick<WalletDeps, 'db' | 'chains' | 'tokens' | 'vault' | 'clock' | 'log'> {
  readonly node: Node
}

const LOOK_EVERY_MS = 1_000
const RULES_PER_PAGE = 200
const RATIO_DECIMALS = 6

/** Looks whether holdings, reserves and gas are below what the companies' rules want, and says so once per crossing. */
export function startLowAlerts(deps: LowAlertDeps): Loop {
  const run = async () => {
    if (await deps.node.leads('low alerts')) await lookAtAll(deps)
    return false
  }
  return startLoop({ name: 'low alerts', everyMs: LOOK_EVERY_MS, log: deps.log, run })
}

interface Place {
  readonly company_id: string
  readonly chain: ChainName
}

export async function lookAtAll(deps: LowAlertDeps): Promise<void> {
  const gas = new Map<ChainName, bigint>()
  const seen: Seen = { lowHoldings: 0, ratioMin: null }
  let page: Place[] = []
  do {
    page = await nextRules(deps.db, page.at(-1) ?? null)
    for (const place of page) {
      try {
        await lookAt(deps, place, gas, seen)
      } catch (error) {
        // The node of one chain that is away must not silence the alerts of the others.
        deps.log.warn({ err: error, chain: place.chain }, 'low alerts of a chain not judged; tried again')
      }
    }
  } while (page.length === RULES_PER_PAGE)
  lowHoldings.set(seen.lowHoldings)
  reserveRatioMin.set(seen.ratioMin ?? Number.NaN)
}

/** For the metrics: of all companies together. */
interface Seen {
  lowHoldings: number
  ratioMin: number | null
}

async function nextRules(reader: Reader, after: Place | null): Promise<Place[]> {
  const beyond = after === null ? sql`` : sql`AND (company_id, chain) > (${after.company_id}, ${after.chain})`
  const { rows } = await sql<Place>`
    SELECT company_id, chain FROM wallet_rules WHERE rule @? '$.alerts[*] ? (@.type like_regex "^LOW_")' ${beyond}
    ORDER BY company_id, chain LIMIT ${RULES_PER_PAGE}`.execute(reader)
  return rows
}

/** The rule is locked, so a PUT in between is neither lost nor told twice. */
async function lookAt(
  deps: LowAlertDeps,
  place: Place,
  gas: Map<ChainName, bigint>,
  seen: Seen,
): Promise<void> {
  // Asked before the transaction: no network inside.
  const coins = gas.get(place.chain) ?? (await readGas(deps, place.chain))
  gas.set(place.chain, coins)
  await inTransaction(deps.db, async (tx) => {
    const row = await tx
      .selectFrom('wallet_rules')
      .select(['rule', 'alerts_fired'])
      .where('company_id', '=', place.company_id)
      .where('chain', '=', place.chain)
      .forUpdate()
      .executeTakeFirst()
    const holding = await findHoldingWallet(tx, place.company_id, place.chain, 'virtual_wallets')
    if (row === undefined || isRefusal(holding)) return
    const firedBefore = new Set(row.alerts_fired as string[])
    const fired: string[] = []
    for (const alert of (row.rule as Rule).alerts) {
      const low = await judge(tx, deps, place, alert, coins)
      if (low === null) continue
      fired.push(keyOf(alert))
      count(seen, alert, low)
      if (firedBefore.has(keyOf(alert))) continue
      await writeEvents(tx, [
        alertEvent({
          companyId: place.company_id,
          product: 'virtual_wallets',
          type: alert.type,
          chain: place.chain,
          walletId: holding.id,
          tokenAddress: alert.type === 'LOW_GAS' ? null : alert.token_address,
          value: low,
          threshold: alert.threshold,
          depositId: null,
          at: deps.clock.now(),
        }),
      ])
    }
    await tx
      .updateTable('wallet_rules')
      .set({ alerts_fired: jsonb(fired) })
      .where('company_id', '=', place.company_id)
      .where('chain', '=', place.chain)
      .execute()
  })
}

function count(seen: Seen, { type }: AlertRule, low: string): void {
  if (type === 'LOW_HOLDING') seen.lowHoldings += 1
  if (type === 'LOW_RESERVE') seen.ratioMin = Math.min(seen.ratioMin ?? Number.POSITIVE_INFINITY, Number(low))
}

function keyOf(alert: AlertRule): string {
  return `${alert.type} ${alert.type === 'LOW_GAS' ? '' : alert.token_address} ${alert.threshold}`
}

/** @returns the value, as text, when it is on the bad side; else null. */
async function judge(
  reader: Reader,
  deps: LowAlertDeps,
  place: Place,
  alert: AlertRule,
  coins: bigint,
): Promise<string | null> {
  if (alert.type === 'LARGE_DEPOSIT') return null
  if (alert.type === 'LOW_GAS') {
    const { nativeDecimals } = findChain(deps.chains, place.chain).config
    return isBelow(coins, nativeDecimals, stored(alert.threshold)) ? unitsToText(coins, nativeDecimals) : null
  }
  const token = await deps.tokens.find(reader, place.company_id, place.chain, alert.token_address)
  if (token === null) return null
  const { company_id: companyId } = place
  const holding = await readBalance(reader, companyId, {
    code: 'HOLDING',
    ownerId: companyId,
    assetId: token.id,
  })
  if (alert.type === 'LOW_HOLDING')
    return isBelow(holding, token.decimals, stored(alert.threshold))
      ? moneyToText({ asset: token, units: holding })
      : null
  const owed = await readOwed(reader, companyId, token)
  const assets = holding + (await readUnswept(reader, companyId, token))
  if (!isBelowRatio(assets, owed, alert.threshold)) return null
  return unitsToText((assets * 10n ** BigInt(RATIO_DECIMALS)) / owed, RATIO_DECIMALS)
}

async function readGas(deps: LowAlertDeps, name: ChainName): Promise<bigint> {
  const chain = findChain(deps.chains, name)
  return chain.state.coin(gasAccount(chain, deps.vault).address)
}
