import type { Static } from 'typebox'
import { findChain, readChainName } from '../../chains/name.ts'
import type { ChainName } from '../../chains/types.ts'
import { isSchedule, type SweepRule } from '../../deposits/sweep-rule.ts'
import type { Reader } from '../../kernel/database.ts'
import { readAmount } from '../../kernel/http/fields.ts'
import { isId, newId } from '../../kernel/ids.ts'
import { type Decimal, unitsToText } from '../../kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import { isUsable } from '../../policies/allowed-address.ts'
import type { WalletDeps } from '../deps.ts'
import { findOwnDestination } from '../own-destination.ts'
import type { AlertRule, AutomaticTransfer, ChainRule, Rule } from './rule.ts'
import type { RuleInput } from './rule-shape.ts'

type Input = Static<typeof RuleInput>
type Given<K extends keyof Input> = NonNullable<Input[K]>

const AUTOMATIC_TRANSFERS_MAX = 20
const ALERTS_MAX = 100
const RESERVE_RATIO_MAX = 10n
const PERCENTAGE_MAX = 100n

type Deps = Pick<WalletDeps, 'chains' | 'tokens'> & { readonly now: Date; readonly setBy: string }

/** What the parts of a rule are checked against. */
interface Scope {
  readonly reader: Reader
  readonly deps: Deps
  readonly companyId: string
  readonly chain: ChainName
}

/** Every part, in order; the refusal names the path of the first wrong one: `rules[0].sweep.cron is not …`. */
export async function checkRules(
  reader: Reader,
  deps: Deps,
  companyId: string,
  inputs: readonly Input[],
  chainsWithHolding: ReadonlySet<ChainName>,
): Promise<ChainRule[] | Refusal> {
  const rules: ChainRule[] = []
  for (const [index, input] of inputs.entries()) {
    const path = `rules[${index}]`
    const chain = readChainName(deps.chains, input.blockchain)
    if (isRefusal(chain)) return wrong(`${path}.blockchain`, 'is not a known blockchain')
    if (rules.some((earlier) => earlier.chain === chain)) return wrong(`${path}.blockchain`, 'is there twice')
    if (!chainsWithHolding.has(chain)) return wrong(`${path}.blockchain`, 'has no holding wallet yet')
    const rule = await checkRule({ reader, deps, companyId, chain }, path, input)
    if (isRefusal(rule)) return rule
    rules.push({ chain, rule })
  }
  return rules
}

async function checkRule(scope: Scope, path: string, input: Input): Promise<Rule | Refusal> {
  const sweep = checkSweep(`${path}.sweep`, input.sweep)
  if (isRefusal(sweep)) return sweep
  const fund = checkFund(`${path}.guarantee_fund`, input.guarantee_fund)
  if (isRefusal(fund)) return fund
  const transfers = await checkTransfers(
    scope,
    `${path}.automatic_transfers`,
    input.automatic_transfers ?? [],
  )
  if (isRefusal(transfers)) return transfers
  const alerts = await checkAlerts(scope, `${path}.alerts`, input.alerts ?? [])
  if (isRefusal(alerts)) return alerts
  return { sweep, guarantee_fund: fund, automatic_transfers: transfers, alerts }
}

function checkSweep(path: string, sweep: Input['sweep']): SweepRule | Refusal {
  const mode = sweep?.mode.trim().toUpperCase() ?? 'IMMEDIATE'
  switch (mode) {
    case 'IMMEDIATE':
    case 'MANUAL':
      return { mode }
    case 'THRESHOLD': {
      const amount = readNumber(`${path}.amount`, sweep?.amount)
      return isRefusal(amount) ? amount : { mode, amount }
    }
    case 'SCHEDULE': {
      const cron = sweep?.cron?.trim() ?? ''
      return isSchedule(cron)
        ? { mode, cron }
        : wrong(`${path}.cron`, 'is not a cron expression of five fields')
    }
    default:
      return wrong(`${path}.mode`, 'must be one of IMMEDIATE, THRESHOLD, SCHEDULE, MANUAL')
  }
}

function checkFund(path: string, fund: Input['guarantee_fund']): Rule['guarantee_fund'] | Refusal {
  if (fund === undefined) return null
  const ratio = readAmount(`${path}.reserve_ratio`, fund.reserve_ratio, { zeroAllowed: true })
  const isOutside = isRefusal(ratio)
    ? ratio.name === 'AMOUNT_NOT_POSITIVE'
    : isAbove(ratio, RESERVE_RATIO_MAX)
  if (isOutside) return wrong(`${path}.reserve_ratio`, 'must be from 0 to 10')
  if (isRefusal(ratio)) return ratio
  return { reserve_ratio: decimalText(ratio) }
}

async function checkTransfers(
  scope: Scope,
  path: string,
  inputs: Given<'automatic_transfers'>,
): Promise<AutomaticTransfer[] | Refusal> {
  if (inputs.length > AUTOMATIC_TRANSFERS_MAX)
    return wrong(path, `must have at most ${AUTOMATIC_TRANSFERS_MAX} elements`)
  const transfers: AutomaticTransfer[] = []
  for (const [index, input] of inputs.entries()) {
    const transfer = await checkTransfer(scope, `${path}[${index}]`, input)
    if (isRefusal(transfer)) return transfer
    if (transfers.some((earlier) => earlier.id === transfer.id))
      return wrong(`${path}[${index}].id`, 'is there twice')
    transfers.push(transfer)
  }
  return transfers
}

async function checkTransfer(
  scope: Scope,
  path: string,
  input: Given<'automatic_transfers'>[number],
): Promise<AutomaticTransfer | Refusal> {
  if (input.id !== undefined && !isId(input.id)) return wrong(`${path}.id`, 'is not an id of a transfer')
  const token = await readToken(scope, `${path}.token_address`, input.token_address)
  if (isRefusal(token)) return token
  const minimum = readNumber(`${path}.min_amount`, input.min_amount)
  if (isRefusal(minimum)) return minimum
  const percentage = readAmount(`${path}.percentage`, input.percentage)
  if (isRefusal(percentage)) return percentage
  if (isAbove(percentage, PERCENTAGE_MAX)) return wrong(`${path}.percentage`, 'must be at most 100')
  const walletIds = input.wallet_ids?.map((id) => id.toLowerCase()) ?? null
  const stranger = await findStranger(scope, walletIds ?? [])
  if (stranger !== null)
    return wrong(`${path}.wallet_ids[${stranger}]`, `is not a virtual wallet on ${scope.chain}`)
  const destination = await checkDestination(scope, path, input)
  if (isRefusal(destination)) return destination
  return {
    id: input.id?.toLowerCase() ?? newId(),
    enabled: input.enabled ?? true,
    token_address: token,
    min_amount: minimum,
    percentage: decimalText(percentage),
    wallet_ids: walletIds,
    ...destination,
    set_by: scope.deps.setBy,
  }
}

/** A wallet of the company, or an address that is on its list already: somebody had a day to notice it. */
async function checkDestination(
  scope: Scope,
  path: string,
  input: Given<'automatic_transfers'>[number],
): Promise<Pick<AutomaticTransfer, 'to_wallet_id' | 'to_address'> | Refusal> {
  const { to_wallet_id: toWalletId, to_address: toAddress } = input
  if (toAddress !== undefined && toWalletId !== undefined)
    return wrong(path, 'must have to_wallet_id or to_address, not both')
  if (toAddress !== undefined) return checkAddress(scope, `${path}.to_address`, toAddress)
  if (toWalletId === undefined) return wrong(path, 'must have to_wallet_id or to_address')
  if ((await findStranger(scope, [toWalletId.toLowerCase()])) !== null)
    return wrong(`${path}.to_wallet_id`, `is not a virtual wallet on ${scope.chain}`)
  return { to_wallet_id: toWalletId.toLowerCase(), to_address: null }
}

async function checkAddress(
  { reader, deps, companyId, chain }: Scope,
  path: string,
  text: string,
): Promise<Pick<AutomaticTransfer, 'to_wallet_id' | 'to_address'> | Refusal> {
  const address = findChain(deps.chains, chain).addresses.read(text.trim())
  if (address === null || !(await isUsable(reader, { companyId, chain, address }, deps.now)))
    return wrong(path, 'is not an allowed address')
  // What goes there needs no chain, and would be a deposit again.
  if ((await findOwnDestination(reader, companyId, chain, address)) !== null)
    return wrong(path, 'is a wallet of the company')
  return { to_wallet_id: null, to_address: address }
}

async function checkAlerts(
  scope: Scope,
  path: string,
  inputs: Given<'alerts'>,
): Promise<AlertRule[] | Refusal> {
  if (inputs.length > ALERTS_MAX) return wrong(path, `must have at most ${ALERTS_MAX} elements`)
  const alerts: AlertRule[] = []
  for (const [index, input] of inputs.entries()) {
    const alert = await checkAlert(scope, `${path}[${index}]`, input)
    if (isRefusal(alert)) return alert
    alerts.push(alert)
  }
  return alerts
}

async function checkAlert(
  scope: Scope,
  path: string,
  input: Given<'alerts'>[number],
): Promise<AlertRule | Refusal> {
  const threshold = readNumber(`${path}.threshold`, input.threshold)
  if (isRefusal(threshold)) return threshold
  const type = input.type.trim().toUpperCase()
  switch (type) {
    case 'LOW_GAS':
      return { type, threshold }
    case 'LOW_HOLDING':
    case 'LOW_RESERVE':
    case 'LARGE_DEPOSIT': {
      const token = await readToken(scope, `${path}.token_address`, input.token_address ?? '')
      return isRefusal(token) ? token : { type, token_address: token, threshold }
    }
    default:
      return wrong(`${path}.type`, 'must be one of LOW_HOLDING, LOW_GAS, LOW_RESERVE, LARGE_DEPOSIT')
  }
}

/** The place of the first id that is no wallet of the company on this chain, or null. */
async function findStranger(scope: Scope, ids: readonly string[]): Promise<number | null> {
  const wellFormed = ids.filter(isId)
  const own =
    wellFormed.length === 0
      ? []
      : await scope.reader
          .selectFrom('virtual_wallets')
          .select('id')
          .where('company_id', '=', scope.companyId)
          .where('chain', '=', scope.chain)
          .where('id', 'in', wellFormed)
          .where('deleted_at', 'is', null)
          .execute()
  const known = new Set(own.map((wallet) => wallet.id))
  const index = ids.findIndex((id) => !known.has(id))
  return index === -1 ? null : index
}

async function readToken(scope: Scope, path: string, address: string): Promise<string | Refusal> {
  const token = await scope.deps.tokens.find(scope.reader, scope.companyId, scope.chain, address.trim())
  return token?.address ?? wrong(path, `is not a token available on ${scope.chain}`)
}

function readNumber(path: string, value: unknown): string | Refusal {
  if (value === undefined) return wrong(path, 'is required')
  const read = readAmount(path, value)
  return isRefusal(read) ? read : decimalText(read)
}

function decimalText({ digits, scale }: Decimal): string {
  return unitsToText(digits, scale)
}

function isAbove({ digits, scale }: Decimal, limit: bigint): boolean {
  return digits > limit * 10n ** BigInt(scale)
}

function wrong(path: string, problem: string): Refusal {
  return refuse('RULE_INVALID', { path, problem })
}
