import { type CardWorld, silentLog } from '../../../tests/harness/card-world.ts'
import { readCurrency } from '../../kernel/currencies.ts'
import { inTransaction, jsonb } from '../../kernel/database.ts'
import { newId, newTraceId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { CardMessage, MessageType, NetworkMessage, PurchaseAnswer } from '../message.ts'
import type { AskCompany } from './ask-about-increment.ts'
import { expireHolds } from './expire-holds.ts'
import { createLifecycle } from './lifecycle.ts'

/** A message in cents; the purchase's own currency is USD unless `currency` says otherwise, at a rate of one to one. */
export interface Told {
  readonly type: MessageType
  readonly networkId?: string
  readonly ref?: string | null
  readonly original?: string | null
  readonly rrn?: string | null
  /** Cents. */
  readonly cents?: number | null
  readonly currency?: string
  readonly more?: Partial<NetworkMessage>
  /** What the endpoint found out about the card. */
  readonly found?: Partial<CardMessage>
}

export interface TestNetwork {
  /** As the endpoint does it: once per network id, with the answer stored beside what it made true. */
  send(cardId: string, told: Told): Promise<PurchaseAnswer>
  /** What is told of a card, oldest first. */
  webhooks(
    cardId: string,
  ): Promise<
    { event_type: string; status: string; reason: string | null; operation_id: string; data: Data }[]
  >
  /** operation, status, original_balance, new_balance in cents */
  movements(cardId: string): Promise<[string, string, number | null, number | null][]>
  purchase(transactionId: string | null): Promise<Row>
  expire(): Promise<void>
}

type Data = Record<string, unknown>
type Row = Awaited<ReturnType<typeof readRow>>

export function startTestNetwork(
  world: CardWorld,
  companyId: string,
  askCompany: AskCompany = async () => ({ decline: null, response: 'approved' }),
  authorizer: Pick<Authorizer, 'authorize'> | null = null,
): TestNetwork {
  const { db, clock, config } = world
  const node = { leads: async () => true }
  const lifecycle = createLifecycle({
    db,
    config: { cards: config },
    clock,
    log: silentLog,
    node,
    askCompany,
  })
  return {
    async send(cardId, told) {
      const m = cardMessage(companyId, cardId, told)
      const { networkId } = m.message
      if (told.type === 'authorization') {
        const answer = await authorizer?.authorize(m)
        if (answer === undefined || isRefusal(answer)) throw new Error('an authorization was not answered')
        return answer
      }
      const asked = await lifecycle.prepare(m, clock.now())
      return inTransaction(db, async (tx) => {
        const known = await tx
          .selectFrom('network_message_directory')
          .select('answer')
          .where('network_id', '=', networkId)
          .executeTakeFirst()
        if (known?.answer != null) return JSON.parse(known.answer)
        const answer = await lifecycle.post(tx, m, clock.now(), asked)
        await tx
          .insertInto('network_message_directory')
          .values({
            network_id: networkId,
            body_hash: m.bodyHash,
            company_id: companyId,
            card_id: cardId,
            transaction_id: answer.transaction_id,
            answer: jsonb(answer),
            received_at: clock.now(),
          })
          .execute()
        return answer
      })
    },
    async webhooks(cardId) {
      const rows = await db
        .selectFrom('webhook_events')
        .select(['event_type', 'status', 'reason', 'operation_id', 'data'])
        .where('company_id', '=', companyId)
        .orderBy('sequence')
        .execute()
      return rows
        .map((row) => ({ ...row, data: row.data as Data }))
        .filter(({ data }) => data.card_id === cardId)
    },
    async movements(cardId) {
      const rows = await db
        .selectFrom('card_events')
        .select(['operation', 'status', 'original_balance', 'new_balance'])
        .where('company_id', '=', companyId)
        .where('card_id', '=', cardId)
        .orderBy('id')
        .execute()
      const cents = (micro: bigint | null) => (micro === null ? null : Number(micro / 10_000n))
      return rows.map((row) => [
        row.operation,
        row.status,
        cents(row.original_balance),
        cents(row.new_balance),
      ])
    },
    purchase: (transactionId) => readRow(world, companyId, transactionId),
    async expire() {
      await expireHolds({ db, config, log: silentLog }, clock.now())
    },
  }
}

function readRow({ db }: CardWorld, companyId: string, transactionId: string | null) {
  return db
    .selectFrom('card_transactions')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', transactionId)
    .executeTakeFirstOrThrow()
}

export function cardMessage(companyId: string, cardId: string, told: Told): CardMessage {
  const { type, networkId = newId(), ref = null, original = null, rrn = null, cents = null } = told
  const currency = readCurrency(told.currency ?? 'USD')
  if (currency === null) throw new Error(`no currency ${told.currency}`)
  const message: NetworkMessage = {
    type,
    networkId,
    transactionRef: ref,
    originalNetworkId: original,
    rrn,
    channel: type === 'visa_direct' ? 'VISA_DIRECT' : 'ECOMMERCE',
    entryMode: 'ecommerce',
    initiator: 'cardholder',
    billing: cents === null ? null : BigInt(cents) * 10_000n,
    original: cents === null ? null : { value: BigInt(cents), currency },
    exchangeRate: '1',
    merchant: { ...NO_MERCHANT, id: 'M1', name: 'Kiosk 12', mcc: '5994' },
    mcc: '5994',
    country: null,
    card: { id: cardId, pan: null, expiry: null, cvv2: null },
    pinResult: null,
    cryptogramResult: null,
    threeDs: null,
    decision: type === 'advice' ? 'approved' : null,
    reason: type === 'advice' ? 'stand_in' : null,
    final: true,
    clearingId: type === 'clearing' ? newId() : null,
    arn: null,
    action: null,
    challengeId: null,
    otp: null,
    ...told.more,
  }
  return {
    message,
    companyId,
    cardId,
    numberIsCurrent: true,
    expiryMatches: null,
    cvvResult: 'P',
    bodyHash: Buffer.from(networkId),
    traceId: newTraceId(),
    receivedAt: performance.now(),
    ...told.found,
  }
}

const NO_MERCHANT = {
  id: null,
  name: null,
  city: null,
  post_code: null,
  state: null,
  country: null,
  mcc: null,
  mcc_category: null,
}
