import { inParallel } from '../../server/kernel/in-parallel.ts'
import { decimalToUnits, readDecimal } from '../../server/kernel/money.ts'
import type { Deposit, Payment, Ramp } from '../model/model.ts'
import { type PartnerTransfer, transferOf } from '../play/partner-transfer.ts'
import { callOf, chainOf, must, type Player, unitsOf } from '../play/player.ts'

/** What chains, the partner and the API say of how things ended: from it follows what balances ought to be. */
export interface Outside {
  /** Deposits that stand in a block now, and are not kept below the minimum. */
  readonly credited: ReadonlySet<Deposit>
  readonly mined: ReadonlySet<Deposit>
  /** As the API names it. */
  readonly payments: ReadonlyMap<Payment, string>
  readonly ramps: ReadonlyMap<Ramp, RampOutside>
}

export interface RampOutside {
  /** As the API names it. */
  readonly status: string
  /** Null: the partner has no such transfer, or no more. */
  readonly partner: string | null
  /** Tokens that the partner has paid for it, micro-dollars; of an off-ramp they came back. */
  readonly paid: bigint
  /** Tokens that reached the partner. */
  readonly arrived: bigint
}

const AT_A_TIME = 8
const MINIMUM = 1_000_000n

export async function lookOutside(player: Player): Promise<Outside> {
  const { deposits, payments, ramps } = player.model
  const mined = new Set<Deposit>()
  const credited = new Set<Deposit>()
  const ends = new Map<Payment, string>()
  const ramped = new Map<Ramp, RampOutside>()
  await inParallel(deposits, AT_A_TIME, async (deposit) => {
    const { local, url } = chainOf(player, deposit.chain)
    const found = await local.transaction(url, deposit.hash)
    if (found === null || found.receipt === null) return
    mined.add(deposit)
    if (!(await isKeptBack(player, deposit))) credited.add(deposit)
  })
  await inParallel(payments, AT_A_TIME, async (payment) => {
    const call = callOf(player, 0, payment.company.apiKey)
    ends.set(payment, must(await call('GET', `/management/payments/${payment.id}`), 200).status)
  })
  await inParallel(ramps, AT_A_TIME, async (ramp) => {
    ramped.set(ramp, await lookAtRamp(player, ramp))
  })
  return { credited, mined, payments: ends, ramps: ramped }
}

/** Which small deposits wait depends on when they came: the API is asked, and together they must be below the minimum. */
async function isKeptBack(player: Player, deposit: Deposit): Promise<boolean> {
  if (!('wallet' in deposit.to) || deposit.micro >= MINIMUM) return false
  const { company, address } = deposit.to.wallet
  const path = `/management/deposits?address=${address}&status=BELOW_MINIMUM&size=100`
  const { items } = must(await callOf(player, 0, company.apiKey)('GET', path), 200)
  const kept: { transaction_hash: string; amount: unknown }[] = items
  const total = kept.reduce((sum, { amount }) => sum + microOf(amount), 0n)
  if (total >= MINIMUM) player.findings.push(`deposits of ${total} micro-dollars wait at ${address}`)
  return kept.some(({ transaction_hash: hash }) => hash === deposit.hash)
}

async function lookAtRamp(player: Player, ramp: Ramp): Promise<RampOutside> {
  const call = callOf(player, 0, ramp.wallet.company.apiKey)
  const { status } = must(await call('GET', `/virtual-wallets/ramps/${ramp.id}`), 200)
  const transfer = await transferOf(player, ramp.id)
  if (transfer === null) return { status, partner: null, paid: 0n, arrived: 0n }
  const answer = await fetch(`${player.world.partner.simUrl}/transfers/${transfer.id}`)
  const { state, arrivals = [], payments = [] } = (await answer.json()) as PartnerTransfer
  const unit = unitsOf(chainOf(player, ramp.wallet.chain), 1n)
  return {
    status,
    partner: state,
    paid: payments.reduce((sum, { units }) => sum + BigInt(units) / unit, 0n),
    arrived: arrivals.reduce((sum, { amount }) => sum + microOf(amount), 0n),
  }
}

/** A number of an answer, exactly. */
export function microOf(value: unknown): bigint {
  const read = readDecimal(String(value))
  if (read.kind !== 'decimal') throw new Error(`${String(value)} is no decimal number`)
  const units = decimalToUnits(read.value, 6)
  if (units === null) throw new Error(`${String(value)} has more than six decimals`)
  return units
}
