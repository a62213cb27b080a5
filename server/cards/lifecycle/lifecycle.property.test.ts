import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CardApi, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { jsonb } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { accountId } from '../../ledger/accounts.ts'
import type { AccountCode } from '../../ledger/types.ts'
import { testAuthorizer } from '../authorization/authorization.fixture.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { programAccount } from '../card-accounts.ts'
import { deleteCard } from '../issuing/delete-card.ts'
import { startTestNetwork, type TestNetwork } from './lifecycle.fixture.ts'
import { type Message, Model } from './model.fixture.ts'

const CENT = 10_000n
const HOLDING = 200_000
const BALANCE = 50_000
const METHODS = ['TOP_UP', 'TOP_UP', 'NONE', 'WEBHOOK'] as const

let world: CardWorld
let api: CardApi
let authorizer: Authorizer
beforeAll(async () => {
  const none = { atmFlat: 0n, atmPercent: 0n, depositPercent: 0n }
  world = await startCardWorld({ providerFees: { ...none, fxPercent: 500_000n } })
  api = await startCardApi(world, [deleteCard()])
  authorizer = testAuthorizer(world)
})
afterAll(async () => {
  await authorizer.stop()
  await api.stop()
  await world.drop()
})

type Step =
  | (Omit<Message, 'id' | 'card' | 'ref' | 'original' | 'rrn'> & {
      readonly do: 'send'
      readonly card: number
      readonly about: number
      /** How the purchase is named. */
      readonly by: 'ref' | 'original' | 'rrn' | 'all' | 'nothing'
      readonly of: number
    })
  | { readonly do: 'again'; readonly of: number }
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'freeze' | 'unfreeze' | 'delete'; readonly card: number }

const card = fc.nat(METHODS.length - 1)
/** Few purchases and many messages about each; now and then a purchase of another card is named. */
const about = fc.nat(3)
const cents = fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 20_000 }))
const send = fc.record({
  do: fc.constant('send' as const),
  kind: fc.constantFrom(
    ...(['authorized', 'authorized', 'authorized', 'authorized', 'approved', 'approved'] as const),
    ...(['clearing', 'clearing', 'clearing'] as const),
    ...(['incremental', 'incremental', 'reversal', 'reversal', 'refund', 'refund'] as const),
    ...(['declined', 'cancelled', 'visa_direct'] as const),
  ),
  card,
  about,
  by: fc.constantFrom(...(['ref', 'ref', 'ref', 'all', 'all', 'original', 'rrn', 'nothing'] as const)),
  of: fc.nat(20),
  cents,
  isWhole: fc.boolean(),
  final: fc.boolean(),
  currency: fc.constantFrom('USD' as const, 'EUR' as const),
  channel: fc.constantFrom('ECOMMERCE' as const, 'ECOMMERCE' as const, 'ATM' as const),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: send.map(({ isWhole, ...one }) => ({ ...one, cents: cutOff(one, isWhole) })) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('again' as const), of: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 20, 130, 800) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'unfreeze' as const), card }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), card: fc.constant(1) }) },
)

/** Only a reversal may name no amount. */
function cutOff({ kind, cents }: { kind: string; cents: number }, isWhole: boolean): number | null {
  return kind === 'reversal' && isWhole ? null : cents
}

/** One company, its cards, and the bookkeeper. */
class Run {
  readonly companyId: string
  readonly cards: readonly string[]
  readonly #network: TestNetwork
  readonly #model = new Model(HOLDING)
  readonly #sent: { message: Message; answer: unknown }[] = []

  constructor(companyId: string, cards: readonly string[]) {
    this.companyId = companyId
    this.cards = cards
    this.#network = startTestNetwork(world, companyId, undefined, authorizer)
    cards.forEach((id, index) => {
      const method = METHODS[index] ?? 'NONE'
      this.#model.cards.set(id, { method, status: 'ACTIVE', balance: method === 'TOP_UP' ? BALANCE : 0 })
    })
  }

  static async start(): Promise<Run> {
    const companyId = await world.company({ holding: BigInt(HOLDING) * CENT })
    const fees = jsonb({ fx_percentage: '2000000', atm_flat: '1000000', atm_percentage: '1000000' })
    await world.db.insertInto('card_programs').values({ company_id: companyId, fees }).execute()
    const cards: string[] = []
    for (const approvalMethod of METHODS)
      cards.push(await world.card(companyId, { approvalMethod, balance: BigInt(BALANCE) * CENT }))
    return new Run(companyId, cards)
  }

  async do(step: Step): Promise<void> {
    switch (step.do) {
      case 'send':
        return this.#send(step)
      case 'again': {
        const earlier = this.#sent.at(-1 - step.of)
        if (earlier === undefined) return
        expect(await this.#post(earlier.message)).toEqual(earlier.answer)
        return
      }
      case 'wait':
        world.clock.advance(step.hours * 3_600_000)
        await this.#network.expire()
        this.#model.expire(world.clock.now())
        return
      case 'freeze':
      case 'unfreeze':
        return this.#freeze(this.cards[step.card] ?? '', step.do === 'freeze' ? 'FROZEN' : 'ACTIVE')
      case 'delete':
        return this.#delete(this.cards[step.card] ?? '')
    }
  }

  async #send(step: Extract<Step, { do: 'send' }>): Promise<void> {
    const name = `${this.companyId}/${step.about}`
    const { kind, final, currency, channel, by } = step
    const isApproval = kind === 'approved' || kind === 'authorized'
    const message: Message = {
      ...{ kind, final, currency, channel, cents: step.cents },
      id: newId(),
      card: this.cards[step.card] ?? '',
      // Cards have purchases of their own; a message without `about` 0 may name a purchase of the others.
      ref: isApproval || by === 'ref' || by === 'all' ? refOf(name, step) : null,
      rrn: isApproval || by === 'rrn' || by === 'all' ? `r/${refOf(name, step)}` : null,
      original: by === 'original' || by === 'all' ? (this.#sent.at(-1 - step.of)?.message.id ?? null) : null,
    }
    const expected = this.#model.apply(message, world.clock.now())
    const answer = await this.#post(message)
    expect(answer).toMatchObject({ response_code: expected, approved: expected === '00' })
    this.#sent.push({ message, answer })
  }

  #post({ kind, id, card, cents, final, channel, ...rest }: Message) {
    const isAdvice = kind === 'approved' || kind === 'declined' || kind === 'cancelled'
    return this.#network.send(card, {
      ...rest,
      type: isAdvice ? 'advice' : kind === 'authorized' ? 'authorization' : kind,
      networkId: id,
      cents,
      more: { final, channel, ...(isAdvice && { decision: kind, reason: 'stand_in' }) },
    })
  }

  async #freeze(id: string, status: 'FROZEN' | 'ACTIVE'): Promise<void> {
    const known = this.#model.cards.get(id)
    if (known === undefined || known.status === 'DELETED') return
    known.status = status
    await world.db
      .updateTable('cards')
      .set({ status, version: sql`version + 1` })
      .where('id', '=', id)
      .execute()
  }

  async #delete(id: string): Promise<void> {
    const call = await api.client(this.companyId, 2)
    if (this.#model.cards.get(id)?.status === 'DELETED') return
    expect((await call('DELETE', `/cards/virtual-cards/${id}`)).status).toBe(200)
    this.#model.delete(id)
  }

  /** Every balance is what the bookkeeper says. */
  async compare(): Promise<void> {
    const { companyId } = this
    const account = async (code: Exclude<AccountCode, 'CARD_BALANCE'>) => {
      const { balance, available } = await world.balance(companyId, code)
      return { balance: Number(balance) / Number(CENT), available: Number(available) / Number(CENT) }
    }
    const holding = await account('CARD_HOLDING')
    const network = await account('CARD_NETWORK')
    const fees = await account('CARD_FEES')
    const operator = await account('CARD_PROVIDER_FEES')
    const pending = await world.db
      .selectFrom('ledger_accounts')
      .select('credits_held')
      .where('company_id', '=', companyId)
      .where('id', '=', accountId(companyId, programAccount('CARD_FEES', companyId)))
      .executeTakeFirst()
    expect({
      holding: holding.balance,
      available: holding.available,
      owed: network.balance,
      fees: fees.balance,
      pendingFees: Number(pending?.credits_held ?? 0n) / Number(CENT),
      operatorFees: operator.balance,
    }).toEqual(this.#model.totals())
    const backing = await account('CARD_BACKING')
    expect(backing.balance).toBe(holding.balance + network.balance + fees.balance + operator.balance)
    await this.#compareCards((await account('CARD_ISSUED')).balance)
  }

  async #compareCards(issued: number): Promise<void> {
    let sum = 0n
    for (const id of this.cards) {
      const row = await world.db
        .selectFrom('cards')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const { balance, available } = await world.balance(this.companyId, 'CARD_BALANCE', id)
      const held = await world.db
        .selectFrom('card_transactions')
        .select((eb) => eb.fn.sum<bigint | null>('hold_bill').as('bill'))
        .where('company_id', '=', this.companyId)
        .where('card_id', '=', id)
        .executeTakeFirst()
      sum += balance
      const inCents = (micro: bigint) => Number(micro) / Number(CENT)
      expect({
        balance: inCents(available),
        held: inCents(held?.bill ?? 0n),
        today: inCents(row.spent_today),
        week: inCents(row.spent_week),
        month: inCents(row.spent_month),
      }).toEqual(this.#model.ofCard(id, row.spent_day))
    }
    expect(Number(sum / CENT)).toBe(issued)
  }

  async alerts(): Promise<[number, number]> {
    const rows = await world.db
      .selectFrom('webhook_events')
      .select('id')
      .where('company_id', '=', this.companyId)
      .where('event_type', '=', 'alert')
      .execute()
    return [rows.length, this.#model.alerts]
  }
}

/** Cards have purchases of their own, but the last reference is one that they share: a mismatch, sooner or later. */
function refOf(name: string, step: { readonly about: number; readonly card: number }): string {
  return step.about === 3 ? name : `${name}/${step.card}`
}

it('whatever the network tells, in whatever order and however often, every balance is what a simple bookkeeper says', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 45 }), async (steps) => {
    const run = await Run.start()
    for (const step of steps) {
      await run.do(step)
      await run.compare()
    }
    const [alerts, expected] = await run.alerts()
    expect(alerts).toBe(expected)
  })
  await fc.assert(property, { seed: propertySeed('card lifecycle'), numRuns: 15, endOnFailure: true })
  await world.verify()
}, 180_000)
