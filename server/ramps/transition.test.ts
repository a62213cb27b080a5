import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { newId } from '../kernel/ids.ts'
import { virtualBalance } from '../ledger/accounts.ts'
import { type AccountCode, CHART, type NewTransfer } from '../ledger/types.ts'
import { TRANSFER_STATES, type TransferState } from '../partner/partner.ts'
import { commitPayment } from '../wallets/payment-money.ts'
import { rampTransfers, refundTransfer } from './ramp-money.ts'
import type { News, Standing, Step } from './standing.ts'
import { advance } from './transition.ts'

const ON: Standing = {
  type: 'RAMP_ON',
  state: 'CREATING',
  status: 'PENDING',
  partnerState: null,
  tokens: null,
  givenBack: false,
  credited: false,
}
const OFF: Standing = {
  ...ON,
  type: 'RAMP_OFF',
  state: 'awaiting_funds',
  status: 'PROCESSING',
  tokens: 'HELD',
}

const partner = (state: TransferState): News => ({ kind: 'PARTNER', state })
const news = (kind: Exclude<News['kind'], 'PARTNER'>): News => ({ kind })

function follow(start: Standing, ...all: News[]): { last: Standing; steps: Step[] } {
  const steps: Step[] = []
  let last = start
  for (const one of all) {
    const step = advance(last, one)
    steps.push(step)
    last = step.next
  }
  return { last, steps }
}

const moves = (steps: readonly Step[]) => steps.flatMap((step) => step.moves)
const told = (steps: readonly Step[]) => steps.flatMap(({ tell }) => tell ?? [])

describe('in', () => {
  test('waits, is paid, and is credited when the tokens are final in our own books, not when the partner says so', () => {
    const before = follow(
      ON,
      news('CREATED'),
      partner('awaiting_funds'),
      partner('funds_received'),
      partner('payment_submitted'),
      partner('payment_processed'),
    )
    expect(before.last).toMatchObject({ state: 'payment_submitted', status: 'PROCESSING', credited: false })
    expect(told(before.steps)).toEqual([])
    const { last, steps } = follow(before.last, news('ARRIVED'), news('ARRIVED'))
    expect(last).toMatchObject({ state: 'payment_processed', status: 'COMPLETED' })
    expect([moves(steps), told(steps)]).toEqual([['CREDIT'], ['success']])
  })

  test('that the partner could not make is seen by nobody; one that may be left there is dropped', () => {
    for (const kind of ['REFUSED', 'GIVEN_UP'] as const) {
      const { last, steps } = follow(ON, news(kind), partner('canceled'))
      expect(last).toMatchObject({ state: 'UNDONE', status: 'CANCELLED' })
      expect([told(steps), steps[0]?.drop]).toEqual([[], kind === 'GIVEN_UP'])
    }
    expect(follow(ON, news('GIVEN_UP'), news('CREATED')).steps.at(-1)?.drop).toBe(true)
  })

  test('that nobody was told of comes to light when it is paid all the same', () => {
    const { last, steps } = follow(
      ON,
      news('GIVEN_UP'),
      news('CREATED'),
      partner('awaiting_funds'),
      partner('payment_processed'),
      news('ARRIVED'),
    )
    expect(last).toMatchObject({ state: 'payment_processed', status: 'COMPLETED', credited: true })
    expect(told(steps)).toEqual(['success'])
  })

  test('is cancelled while nobody has paid, and not afterwards', () => {
    expect(follow(ON, news('CREATED'), news('CANCELLED')).last.status).toBe('CANCELLED')
    const paid = follow(ON, news('CREATED'), partner('in_review'), news('CANCELLED'))
    expect([paid.last.status, told(paid.steps)]).toEqual(['PROCESSING', []])
  })

  test('told as over stays so until money arrives', () => {
    const { last } = follow(ON, news('CREATED'), partner('canceled'), partner('payment_processed'))
    expect(last).toMatchObject({ state: 'canceled', status: 'CANCELLED' })
    expect(advance(last, news('ARRIVED'))).toMatchObject({ moves: ['CREDIT'], tell: 'success' })
  })
})

describe('out', () => {
  test('is paid', () => {
    const { last, steps } = follow(
      OFF,
      news('CREATED'),
      news('SENT'),
      news('TOKENS_LEFT'),
      partner('funds_received'),
      partner('payment_processed'),
    )
    expect(last).toMatchObject({
      state: 'payment_processed',
      status: 'COMPLETED',
      tokens: 'LEFT',
      givenBack: false,
    })
    expect([moves(steps), told(steps)]).toEqual([['COMPLETE'], ['success']])
  })

  test('a late bounce is a reversal of its own', () => {
    const { last, steps } = follow(
      OFF,
      news('SENT'),
      news('TOKENS_LEFT'),
      partner('payment_processed'),
      partner('returned'),
      partner('refunded'),
    )
    expect(last).toMatchObject({ state: 'refunded', status: 'FAILED', givenBack: true })
    expect([moves(steps), told(steps)]).toEqual([
      ['COMPLETE', 'CLAIM'],
      ['success', 'failed'],
    ])
  })

  test.each<[string, News[], string[], Partial<Standing>]>([
    ['refused at the partner', [news('REFUSED')], ['RETURN'], { state: 'error', tokens: 'BACK' }],
    [
      'canceled before they were sent',
      [partner('canceled')],
      ['RETURN'],
      { state: 'canceled', tokens: 'BACK' },
    ],
    [
      'returned while they are on their way',
      [news('SENT'), partner('returned')],
      ['CLAIM'],
      { tokens: 'QUEUED' },
    ],
    [
      '… that then arrive',
      [news('SENT'), partner('returned'), news('TOKENS_LEFT')],
      ['CLAIM', 'COMPLETE'],
      { tokens: 'LEFT' },
    ],
    [
      '… that then fail',
      [news('SENT'), partner('canceled'), news('TOKENS_FAILED')],
      ['CLAIM', 'BACK_TO_CLAIM'],
      { tokens: 'BACK' },
    ],
    [
      'they fail on the chain',
      [news('SENT'), news('TOKENS_FAILED')],
      ['RETURN'],
      { state: 'error', tokens: 'BACK' },
    ],
    [
      'they fail although the partner says it has them: its end decides',
      [news('SENT'), partner('funds_received'), news('TOKENS_FAILED'), partner('returned')],
      ['BACK_TO_CLAIM', 'CLAIM'],
      { state: 'returned', tokens: 'BACK' },
    ],
  ])('given back once: %s', (_what, all, expected, end) => {
    const { last, steps } = follow(OFF, ...all, ...all.filter(({ kind }) => kind !== 'SENT'))
    expect(moves(steps)).toEqual(expected)
    expect(last).toMatchObject({ ...end, status: 'FAILED', givenBack: true })
    expect(told(steps)).toEqual(['failed'])
  })

  test('what people did not approve is canceled, and nothing is looked for at the partner', () => {
    const waiting: Standing = { ...OFF, state: 'awaiting_approval', status: 'PENDING' }
    const { last, steps } = follow(waiting, news('TOKENS_FAILED'))
    expect(last).toMatchObject({ state: 'canceled', status: 'FAILED', tokens: 'BACK' })
    expect([moves(steps), steps[0]?.drop]).toEqual([['RETURN'], false])
    expect(follow(waiting, news('APPROVED')).last).toMatchObject({
      state: 'awaiting_funds',
      status: 'PROCESSING',
    })
  })

  test('tokens are never sent after they were given back', () => {
    const { last } = follow(OFF, partner('canceled'))
    expect(() => advance(last, news('SENT'))).toThrow()
  })
})

/** Books of one ramp of 100 units in memory: each id once, both sides of every transfer. */
function openBooks() {
  const balances = new Map<AccountCode, bigint>()
  const booked = new Map<string, string>()
  const add = (code: AccountCode, debit: bigint) => {
    const sign = CHART[code].normal === 'DEBIT' ? 1n : -1n
    balances.set(code, (balances.get(code) ?? 0n) + sign * debit)
  }
  return {
    of: (code: AccountCode) => balances.get(code) ?? 0n,
    book(transfers: readonly NewTransfer[]) {
      for (const transfer of transfers) {
        if (transfer.type !== 'POST') throw new Error('ramps hold nothing')
        const content = `${transfer.debit.code} ${transfer.credit.code} ${transfer.amount}`
        expect(booked.get(transfer.id) ?? content, 'the same transfer with another content').toBe(content)
        if (booked.has(transfer.id)) continue
        booked.set(transfer.id, content)
        add(transfer.debit.code, transfer.amount)
        add(transfer.credit.code, -transfer.amount)
      }
    },
    isBalanced() {
      let difference = 0n
      for (const [code, balance] of balances)
        difference += CHART[code].normal === 'DEBIT' ? balance : -balance
      return difference === 0n
    },
  }
}

const UNITS = 100n
const companyId = newId()
const states = fc.constantFrom(...TRANSFER_STATES)
const FAILED: readonly TransferState[] = [
  'canceled',
  'error',
  'returned',
  'refund_in_flight',
  'refunded',
  'refund_failed',
]

describe('whatever order the partner, the chain and the people speak in', () => {
  const offNews = fc.oneof(
    { weight: 3, arbitrary: states.map(partner) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('SENT', 'TOKENS_LEFT', 'TOKENS_FAILED').map(news as (kind: string) => News),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('APPROVED', 'CREATED', 'REFUSED', 'GIVEN_UP')
        .map(news as (kind: string) => News),
    },
  )

  test('out: the books balance after every step, and wallet, holding and claim are what a simple account of the facts says', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(offNews, { maxLength: 14 }),
        fc.bigInt({ min: 1n, max: 150n }),
        (waits, all, refund) => {
          const money = {
            companyId,
            rampId: newId(),
            owner: virtualBalance(newId(), 'POLYGON:0x'),
            units: UNITS,
          }
          const books = openBooks()
          books.book(commitPayment({ companyId, paymentId: money.rampId, payer: money.owner, units: UNITS }))
          let now: Standing = waits ? { ...OFF, state: 'awaiting_approval', status: 'PENDING' } : OFF
          const chain = { sent: false, end: null as null | 'LEFT' | 'FAILED' }
          let failures = 0
          for (const one of all) {
            // What cannot happen in this world is not told: people before the partner, tokens before they are sent, one end of them.
            if (
              one.kind === 'SENT' &&
              (chain.sent || now.tokens !== 'HELD' || now.state === 'awaiting_approval')
            )
              continue
            if (
              (one.kind === 'TOKENS_LEFT' || one.kind === 'TOKENS_FAILED') &&
              (!chain.sent || chain.end !== null)
            )
              continue
            if (one.kind === 'PARTNER' && now.state === 'awaiting_approval') continue
            if (one.kind === 'SENT') chain.sent = true
            if (one.kind === 'TOKENS_LEFT') chain.end = 'LEFT'
            if (one.kind === 'TOKENS_FAILED') chain.end = 'FAILED'
            const before = now
            const step = advance(now, one)
            now = step.next
            for (const move of step.moves) books.book(rampTransfers(money, move))
            if (step.tell === 'failed') failures += 1
            expect(books.isBalanced()).toBe(true)

            // The facts, told without a word of the code's: did the wallet get it back, are the tokens out, have they left?
            const wallet = now.givenBack ? 0n : -UNITS
            const out = chain.sent && chain.end !== 'FAILED'
            const keeps = now.tokens === 'HELD'
            const holding = out || keeps ? -UNITS : 0n
            const open = chain.end === null && (chain.sent || keeps) ? UNITS : 0n
            expect({
              wallet: books.of('VIRTUAL_BALANCE'),
              holding: books.of('HOLDING'),
              transit: books.of('IN_TRANSIT'),
              payable: books.of('PAYABLE'),
            }).toEqual({ wallet, holding, transit: open, payable: open })
            // What we have less what we owe can only be a claim: positive, the partner owes us; negative, it paid for tokens that it never got.
            expect(books.of('PARTNER_CLAIM')).toBe(books.of('VIRTUAL_BALANCE') + open - holding - open)
            // Once given back it stays so; told failed once; an end does not become another.
            if (before.givenBack) expect(now.givenBack).toBe(true)
            expect(failures).toBe(now.givenBack ? 1 : 0)
            expect(now.status === 'FAILED').toBe(now.givenBack)
            if (step.tell === 'success') expect(before.status).not.toBe('COMPLETED')
          }
          // The partner's failure always gives back, whatever came before or after it.
          const heardFailure = now.partnerState !== null && FAILED.includes(now.partnerState)
          if (heardFailure) expect(now.givenBack).toBe(true)
          // … and nothing but a failure does.
          const unmade = all.some(({ kind }) => kind === 'REFUSED' || kind === 'GIVEN_UP')
          if (now.givenBack) expect(heardFailure || unmade || chain.end === 'FAILED').toBe(true)
          // A refund settles the claim as far as it goes, and no further than the receipt.
          const claim = books.of('PARTNER_CLAIM')
          if (claim > 0n) {
            const settled = [refund, claim].sort((a, b) => (a < b ? -1 : 1))[0] ?? 0n
            books.book([{ ...refundTransfer({ ...money, units: settled }, newId()) }])
            expect(books.of('PARTNER_CLAIM')).toBe(claim - settled)
            expect(books.isBalanced()).toBe(true)
          }
        },
      ),
      { seed: propertySeed('off-ramps in any order'), numRuns: 3000 },
    )
  })

  test('in: credited at most once, only what the partner has paid out, and told at most once of each end', () => {
    const onNews = fc.oneof(
      { weight: 4, arbitrary: states.map(partner) },
      { weight: 2, arbitrary: fc.constantFrom('ARRIVED', 'CREATED').map(news as (kind: string) => News) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('REFUSED', 'GIVEN_UP', 'CANCELLED').map(news as (kind: string) => News),
      },
    )
    fc.assert(
      fc.property(fc.array(onNews, { maxLength: 14 }), (all) => {
        const money = {
          companyId,
          rampId: newId(),
          owner: virtualBalance(newId(), 'POLYGON:0x'),
          units: UNITS,
        }
        const books = openBooks()
        let now = ON
        let paidOut = false
        const ends: string[] = []
        for (const one of all) {
          const before = now
          const step = advance(now, one)
          now = step.next
          if (now.partnerState === 'payment_processed') paidOut = true
          for (const move of step.moves) books.book(rampTransfers(money, move))
          if (step.tell !== null) ends.push(step.tell)
          expect(books.of('VIRTUAL_BALANCE')).toBe(now.credited ? UNITS : 0n)
          expect(books.isBalanced()).toBe(true)
          if (now.credited) expect([paidOut, now.status]).toEqual([true, 'COMPLETED'])
          if (now.status === 'COMPLETED') expect(now.credited).toBe(true)
          if (before.credited) expect(now.credited).toBe(true)
        }
        expect(new Set(ends).size).toBe(ends.length)
        expect(ends.filter((end) => end !== 'success').length).toBeLessThanOrEqual(1)
      }),
      { seed: propertySeed('on-ramps in any order'), numRuns: 3000 },
    )
  })
})
