import { describe, expect, it } from 'vitest'
import type { Account } from './accounts.ts'
import type { Draft, TransferRecord } from './draft.ts'
import { type Decision, evaluate, type Facts, type Hold } from './evaluate.ts'
import type { AccountCode } from './types.ts'

/** Accounts are called by their code; each has `funds` in its normal direction. */
function account(code: AccountCode, funds: bigint, held = 0n): Account {
  const debitNormal = code === 'HOLDING' || code === 'UNSWEPT' || code === 'IN_TRANSIT'
  return {
    id: code,
    ref: { code, ownerId: 'owner', assetId: 'USD' },
    debits: debitNormal ? funds : 0n,
    credits: debitNormal ? 0n : funds,
    debitsHeld: debitNormal ? 0n : held,
    creditsHeld: debitNormal ? held : 0n,
  }
}

function facts(accounts: Account[], holds: Hold[] = [], existing: TransferRecord[] = []): Facts {
  const byId = <T extends { id: string }>(items: T[]) => new Map(items.map((item) => [item.id, item]))
  return { accounts: byId(accounts), holds: byId(holds), existing: byId(existing) }
}

let ids = 0
function draft(type: Draft['type'], amount: bigint, more: Partial<Draft> = {}): Draft {
  const ofHold = type === 'CAPTURE' || type === 'RELEASE'
  return {
    id: `t${++ids}`,
    type,
    debitId: ofHold ? null : 'VIRTUAL_BALANCE',
    creditId: ofHold ? null : 'PAYABLE',
    assetId: ofHold ? null : 'USD',
    holdId: ofHold ? 'hold' : null,
    amount,
    overdraw: false,
    expiresAt: null,
    reason: 'withdrawal',
    subjectId: 'subject',
    ...more,
  }
}

const hold = (amount: bigint, remaining: bigint): Hold => ({
  id: 'hold',
  debitId: 'VIRTUAL_BALANCE',
  creditId: 'PAYABLE',
  assetId: 'USD',
  amount,
  remaining,
  expiresAt: null,
})

/** `debits credits held: debits credits` of what an account gains. */
function changes(decision: Decision): Record<string, string> {
  if (!decision.ok)
    throw new Error(JSON.stringify(decision.problem, (_, v) => (typeof v === 'bigint' ? `${v}` : v)))
  return Object.fromEntries(
    decision.effects.accounts.map((a) => [
      a.id,
      `${a.debits} ${a.credits} held ${a.debitsHeld} ${a.creditsHeld}`,
    ]),
  )
}

const wallet = (funds: bigint, held = 0n) => [account('VIRTUAL_BALANCE', funds, held), account('PAYABLE', 0n)]

describe('what each type does to the two accounts', () => {
  it.each([
    ['a POST moves', [], [draft('POST', 7n)], '7 0 held 0 0', '0 7 held 0 0'],
    ['a HOLD reserves on both', [], [draft('HOLD', 7n)], '0 0 held 7 0', '0 0 held 0 7'],
    [
      'a CAPTURE of a part moves it out of the hold',
      [hold(10n, 10n)],
      [draft('CAPTURE', 4n)],
      '4 0 held -4 0',
      '0 4 held 0 -4',
    ],
    [
      'a CAPTURE over the rest frees the rest only',
      [hold(10n, 3n)],
      [draft('CAPTURE', 4n)],
      '4 0 held -3 0',
      '0 4 held 0 -3',
    ],
    [
      'a CAPTURE of a spent hold moves like a POST',
      [hold(10n, 0n)],
      [draft('CAPTURE', 4n)],
      '4 0 held 0 0',
      '0 4 held 0 0',
    ],
    ['a RELEASE gives back', [hold(10n, 10n)], [draft('RELEASE', 4n)], '0 0 held -4 0', '0 0 held 0 -4'],
  ] as const)('%s', (_, holds, drafts, payer, payee) => {
    const decision = evaluate(drafts, facts(wallet(100n, holds[0]?.remaining ?? 0n), [...holds]))
    expect(changes(decision)).toEqual({ VIRTUAL_BALANCE: payer, PAYABLE: payee })
  })
})

describe('a guarded account is not taken below zero', () => {
  it.each([
    ['exactly what is available', 10n, 0n, [draft('POST', 10n)], null],
    ['one more', 10n, 0n, [draft('POST', 11n)], [0, 10n]],
    ['what a hold reserves', 10n, 4n, [draft('POST', 7n)], [0, 6n]],
    ['the same twice', 10n, 0n, [draft('POST', 6n), draft('POST', 6n)], [1, 4n]],
    ['a hold over the balance', 10n, 0n, [draft('HOLD', 11n)], [0, 10n]],
    ['more, by a fact of the world', 10n, 0n, [draft('POST', 11n, { overdraw: true })], null],
    [
      'more after such a fact',
      10n,
      0n,
      [draft('POST', 11n, { overdraw: true }), draft('POST', 1n)],
      [1, -1n],
    ],
    [
      'income of the same batch',
      0n,
      0n,
      [draft('POST', 5n, { debitId: 'PAYABLE', creditId: 'VIRTUAL_BALANCE' }), draft('POST', 5n)],
      null,
    ],
    [
      'income that comes later in the batch',
      0n,
      0n,
      [draft('POST', 5n), draft('POST', 5n, { debitId: 'PAYABLE', creditId: 'VIRTUAL_BALANCE' })],
      [0, 0n],
    ],
    [
      'income held for it, not captured',
      0n,
      0n,
      [draft('HOLD', 5n, { debitId: 'PAYABLE', creditId: 'VIRTUAL_BALANCE' }), draft('POST', 5n)],
      [1, 0n],
    ],
  ] as const)('taking %s', (_, funds, held, drafts, refused) => {
    const decision = evaluate(drafts, facts(wallet(funds, held)))
    if (refused === null) return expect(decision.ok).toBe(true)
    const [index, available] = refused
    const of = { code: 'VIRTUAL_BALANCE', ownerId: 'owner', assetId: 'USD' }
    expect(decision).toEqual({
      ok: false,
      problem: { problem: 'insufficient', index, account: of, available },
    })
  })

  it('nor one whose money is on the debit side', () => {
    const accounts = [account('IN_TRANSIT', 0n), account('HOLDING', 10n)]
    const out = { debitId: 'IN_TRANSIT', creditId: 'HOLDING' }
    expect(evaluate([draft('POST', 10n, out)], facts(accounts)).ok).toBe(true)
    expect(evaluate([draft('POST', 11n, out)], facts(accounts))).toMatchObject({
      problem: { available: 10n },
    })
    expect(evaluate([draft('HOLD', 6n, out), draft('HOLD', 6n, out)], facts(accounts))).toMatchObject({
      problem: { index: 1, available: 4n },
    })
  })

  it('but one that is below it may be filled up in parts', () => {
    const fill = draft('POST', 3n, { debitId: 'PAYABLE', creditId: 'VIRTUAL_BALANCE' })
    expect(evaluate([fill], facts(wallet(-10n))).ok).toBe(true)
  })

  it('and one without a guard goes where it must', () => {
    const decision = evaluate(
      [draft('POST', 9n, { debitId: 'PAYABLE', creditId: 'VIRTUAL_BALANCE' })],
      facts(wallet(0n)),
    )
    expect(decision.ok).toBe(true)
  })
})

describe('a hold gives no more than it has', () => {
  it.each([
    ['all of it', [draft('RELEASE', 10n)], null],
    ['one more', [draft('RELEASE', 11n)], [0, 10n]],
    ['the rest after a capture', [draft('CAPTURE', 4n), draft('RELEASE', 6n)], null],
    ['more than the rest after a capture', [draft('CAPTURE', 4n), draft('RELEASE', 7n)], [1, 6n]],
    ['it twice', [draft('RELEASE', 10n), draft('RELEASE', 1n)], [1, 0n]],
    ['something after a capture over it', [draft('CAPTURE', 12n), draft('RELEASE', 1n)], [1, 0n]],
  ] as const)('releasing %s', (_, drafts, refused) => {
    const decision = evaluate(drafts, facts(wallet(100n, 10n), [hold(10n, 10n)]))
    if (refused === null) return expect(decision.ok).toBe(true)
    const [index, remaining] = refused
    expect(decision).toEqual({ ok: false, problem: { problem: 'release_exceeds_hold', index, remaining } })
  })

  it('capturing over it needs the excess to be available', () => {
    const over = [draft('CAPTURE', 15n)]
    expect(evaluate(over, facts(wallet(15n, 10n), [hold(10n, 10n)])).ok).toBe(true)
    expect(evaluate(over, facts(wallet(14n, 10n), [hold(10n, 10n)]))).toMatchObject({
      problem: { problem: 'insufficient', available: 4n },
    })
  })

  it('a hold that nobody opened is not found', () => {
    expect(evaluate([draft('CAPTURE', 1n)], facts(wallet(100n)))).toEqual({
      ok: false,
      problem: { problem: 'hold_not_found', index: 0 },
    })
  })

  it('what a batch takes from stored and from new holds is written once each', () => {
    const opened = draft('HOLD', 20n)
    const decision = evaluate(
      [draft('CAPTURE', 4n), opened, draft('CAPTURE', 3n, { holdId: opened.id }), draft('RELEASE', 2n)],
      facts(wallet(100n, 10n), [hold(10n, 10n)]),
    )
    expect(decision).toMatchObject({
      ok: true,
      effects: {
        takenHolds: [{ id: 'hold', taken: 6n }],
        openedHolds: [{ id: opened.id, amount: 20n, remaining: 17n }],
      },
    })
  })
})

describe('a repeated id', () => {
  const first = draft('POST', 7n, { id: 'same' })
  const booked: TransferRecord = { ...first, debitId: 'VIRTUAL_BALANCE', creditId: 'PAYABLE', assetId: 'USD' }

  it('with the same content counts as done, even when the money is gone', () => {
    const decision = evaluate([first], facts(wallet(0n), [], [booked]))
    expect(decision).toEqual({
      ok: true,
      effects: { transfers: [], accounts: [], openedHolds: [], takenHolds: [] },
    })
  })

  it('within one batch is applied once', () => {
    expect(changes(evaluate([first, first], facts(wallet(7n))))).toMatchObject({
      VIRTUAL_BALANCE: '7 0 held 0 0',
    })
  })

  it.each([
    ['type', { type: 'HOLD' }],
    ['debit', { debitId: 'EQUITY' }],
    ['credit', { creditId: 'EQUITY' }],
    ['amount', { amount: 8n }],
    ['overdraw', { overdraw: true }],
    ['expires_at', { expiresAt: new Date(1) }],
    ['reason', { reason: 'other' }],
    ['subject_id', { subjectId: 'other' }],
  ] as const)('with another %s is refused by its name', (field, change) => {
    const accounts = [...wallet(100n), account('EQUITY', 0n)]
    expect(evaluate([{ ...first, ...change }], facts(accounts, [], [booked]))).toEqual({
      ok: false,
      problem: { problem: 'exists_with_different', index: 0, field },
    })
    expect(evaluate([first, { ...first, ...change }], facts(accounts))).toMatchObject({
      problem: { index: 1, field },
    })
  })

  it('of a capture is compared by its hold', () => {
    const capture = draft('CAPTURE', 4n)
    const known = { ...capture, debitId: 'VIRTUAL_BALANCE', creditId: 'PAYABLE', assetId: 'USD' }
    expect(evaluate([capture], facts(wallet(0n), [], [known])).ok).toBe(true)
    expect(evaluate([{ ...capture, holdId: 'other' }], facts(wallet(0n), [], [known]))).toMatchObject({
      problem: { problem: 'exists_with_different', field: 'hold_id' },
    })
  })
})
