import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'

const PATH = '/virtual-wallets/config/rules'
const UNIT = 1_000_000n
const NOBODY = '00000000-0000-7000-8000-000000000000'

let world: WalletWorld
let usdc: string
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
  usdc = world.chain().token('USDC').address
})
afterAll(() => world.stop())

const DEFAULT = {
  blockchain: 'POLYGON',
  sweep: { mode: 'IMMEDIATE', amount: null, cron: null },
  guarantee_fund: null,
  automatic_transfers: [],
  alerts: [],
}
const put = (company: WalletCompany, rules: unknown) => company.call('PUT', PATH, { rules })
const get = async (company: WalletCompany) => (await company.call('GET', PATH)).body.rules

describe('storing', () => {
  test('there is one rule per chain with a holding wallet, the default until it is set', async () => {
    const company = await world.company()
    expect(await get(company)).toEqual([])
    await company.wallet()
    await company.wallet('BSC')
    expect(await get(company)).toEqual([DEFAULT, { ...DEFAULT, blockchain: 'BSC' }])
  })

  test('a full rule comes back as it was put, and can be put back as it came', async () => {
    const company = await world.company()
    const [one, two] = [await company.wallet(), await company.wallet()]
    const rule = {
      blockchain: 'polygon',
      sweep: { mode: 'schedule', cron: '0 * * * *' },
      guarantee_fund: { reserve_ratio: '0.3' },
      automatic_transfers: [
        {
          token_address: usdc.toLowerCase(),
          min_amount: 50,
          percentage: 10,
          wallet_ids: [one.id],
          to_wallet_id: two.id,
        },
      ],
      alerts: [
        { type: 'LOW_HOLDING', token_address: usdc, threshold: 1000 },
        { type: 'low_gas', threshold: 0.5 },
        { type: 'LOW_RESERVE', token_address: usdc, threshold: 0.35 },
        { type: 'LARGE_DEPOSIT', token_address: usdc, threshold: 10000.123456 },
      ],
    }
    const { status, body } = await put(company, [rule])
    expect(status).toBe(200)
    expect(body.rules).toEqual([
      {
        blockchain: 'POLYGON',
        sweep: { mode: 'SCHEDULE', amount: null, cron: '0 * * * *' },
        guarantee_fund: { reserve_ratio: 0.3 },
        automatic_transfers: [
          {
            id: expect.any(String),
            enabled: true,
            token_address: usdc,
            min_amount: 50,
            percentage: 10,
            wallet_ids: [one.id],
            to_wallet_id: two.id,
            to_address: null,
          },
        ],
        alerts: [
          { type: 'LOW_HOLDING', token_address: usdc, threshold: 1000 },
          { type: 'LOW_GAS', token_address: null, threshold: 0.5 },
          { type: 'LOW_RESERVE', token_address: usdc, threshold: 0.35 },
          { type: 'LARGE_DEPOSIT', token_address: usdc, threshold: 10000.123456 },
        ],
      },
    ])
    expect((await put(company, body.rules)).body).toEqual(body)
    expect(await get(company)).toEqual(body.rules)
    expect((await put(company, [])).body.rules).toEqual([DEFAULT])
    const { body: audit } = await company.call('GET', '/management/audit-log?action=wallet_rules.replaced')
    expect(audit.total_elements).toBe(3)
  })
})

describe('validation names the path of the wrong part and changes nothing', () => {
  const transfer = { token_address: 'USDC', min_amount: 1, percentage: 10, to_wallet_id: 'OWN' }
  const cases: [string, unknown, number, string][] = [
    ['unknown chain', { blockchain: 'DOGE' }, 412, 'rules[1].blockchain is not a known blockchain'],
    ['chain without holding', { blockchain: 'BSC' }, 412, 'rules[1].blockchain has no holding wallet yet'],
    ['chain twice', {}, 412, 'rules[1].blockchain is there twice'],
  ]
  const single: [string, unknown, number, string][] = [
    [
      'mode',
      { sweep: { mode: 'NOW' } },
      412,
      'rules[0].sweep.mode must be one of IMMEDIATE, THRESHOLD, SCHEDULE, MANUAL',
    ],
    ['mode missing', { sweep: {} }, 400, 'rules[0].sweep.mode is required'],
    ['threshold without amount', { sweep: { mode: 'THRESHOLD' } }, 412, 'rules[0].sweep.amount is required'],
    [
      'threshold of zero',
      { sweep: { mode: 'THRESHOLD', amount: 0 } },
      412,
      'rules[0].sweep.amount must be greater than zero',
    ],
    [
      'no cron',
      { sweep: { mode: 'SCHEDULE' } },
      412,
      'rules[0].sweep.cron is not a cron expression of five fields',
    ],
    [
      'six fields',
      { sweep: { mode: 'SCHEDULE', cron: '0 0 * * * *' } },
      412,
      'rules[0].sweep.cron is not a cron expression of five fields',
    ],
    [
      'ratio',
      { guarantee_fund: { reserve_ratio: 10.1 } },
      412,
      'rules[0].guarantee_fund.reserve_ratio must be from 0 to 10',
    ],
    [
      'negative ratio',
      { guarantee_fund: { reserve_ratio: -1 } },
      412,
      'rules[0].guarantee_fund.reserve_ratio must be from 0 to 10',
    ],
    [
      'alert type',
      { alerts: [{ type: 'STUCK_PAYMENT', threshold: 1 }] },
      412,
      'rules[0].alerts[0].type must be one of LOW_HOLDING, LOW_GAS, LOW_RESERVE, LARGE_DEPOSIT',
    ],
    [
      'alert token',
      {
        alerts: [
          { type: 'LOW_GAS', threshold: 1 },
          { type: 'LOW_HOLDING', threshold: 1 },
        ],
      },
      412,
      'rules[0].alerts[1].token_address is not a token available on POLYGON',
    ],
    [
      'alert threshold',
      { alerts: [{ type: 'LOW_GAS', threshold: 0.0000001 }] },
      412,
      'rules[0].alerts[0].threshold must have at most 6 decimals',
    ],
    [
      'percentage',
      { automatic_transfers: [{ ...transfer, percentage: 100.1 }] },
      412,
      'rules[0].automatic_transfers[0].percentage must be at most 100',
    ],
    [
      'percentage zero',
      { automatic_transfers: [{ ...transfer, percentage: 0 }] },
      412,
      'rules[0].automatic_transfers[0].percentage must be greater than zero',
    ],
    [
      'token',
      { automatic_transfers: [{ ...transfer, token_address: 'x' }] },
      412,
      'rules[0].automatic_transfers[0].token_address is not a token available on POLYGON',
    ],
    [
      'id',
      { automatic_transfers: [{ ...transfer, id: 'x' }] },
      412,
      'rules[0].automatic_transfers[0].id is not an id of a transfer',
    ],
    [
      'same id',
      {
        automatic_transfers: [
          { ...transfer, id: NOBODY },
          { ...transfer, id: NOBODY },
        ],
      },
      412,
      'rules[0].automatic_transfers[1].id is there twice',
    ],
    [
      'wallets',
      { automatic_transfers: [{ ...transfer, wallet_ids: ['OWN', NOBODY] }] },
      412,
      'rules[0].automatic_transfers[0].wallet_ids[1] is not a virtual wallet on POLYGON',
    ],
    [
      'receiver',
      { automatic_transfers: [{ ...transfer, to_wallet_id: NOBODY }] },
      412,
      'rules[0].automatic_transfers[0].to_wallet_id is not a virtual wallet on POLYGON',
    ],
    [
      'address',
      {
        automatic_transfers: [
          transfer,
          { ...transfer, to_wallet_id: null, to_address: `0x${'1'.repeat(40)}` },
        ],
      },
      412,
      'rules[0].automatic_transfers[1].to_address is not an allowed address',
    ],
    [
      'two receivers',
      { automatic_transfers: [{ ...transfer, to_address: 'x' }] },
      412,
      'rules[0].automatic_transfers[0] must have to_wallet_id or to_address, not both',
    ],
    [
      'no receiver',
      { automatic_transfers: [{ ...transfer, to_wallet_id: null }] },
      412,
      'rules[0].automatic_transfers[0] must have to_wallet_id or to_address',
    ],
    [
      'too many',
      { automatic_transfers: Array(21).fill(transfer) },
      412,
      'rules[0].automatic_transfers must have at most 20 elements',
    ],
    ['wrong type', { alerts: 'all' }, 400, 'rules[0].alerts must be a list'],
    [
      'not a number',
      { guarantee_fund: { reserve_ratio: 'high' } },
      400,
      'rules[0].guarantee_fund.reserve_ratio must be a number or a numeric string',
    ],
  ]

  let company: WalletCompany
  let own: string
  beforeAll(async () => {
    company = await world.company()
    own = (await company.wallet()).id
  })
  const filled = (rule: unknown) =>
    JSON.parse(JSON.stringify(rule).replaceAll('"USDC"', `"${usdc}"`).replaceAll('"OWN"', `"${own}"`))

  test.each(single)('%s', async (_what, part, status, message) => {
    const reply = await put(company, [{ blockchain: 'POLYGON', ...filled(part) }])
    expect(reply).toMatchObject({ status, body: { message } })
    expect(await get(company)).toEqual([DEFAULT])
  })

  test.each(cases)('%s', async (_what, part, status, message) => {
    const good = { blockchain: 'POLYGON', guarantee_fund: { reserve_ratio: 1 } }
    const reply = await put(company, [good, { ...good, ...filled(part) }])
    expect(reply).toMatchObject({ status, body: { code: 'VAL', message } })
    expect(await get(company)).toEqual([DEFAULT])
  })

  test("another company's wallet is no destination", async () => {
    const stranger = await (await world.company()).wallet()
    const reply = await put(company, [
      { blockchain: 'POLYGON', automatic_transfers: [filled({ ...transfer, to_wallet_id: stranger.id })] },
    ])
    expect(reply.status).toBe(412)
  })

  test.each([[{}], [{ rules: {} }], [{ rules: [1] }], [{ rules: [{}] }]])('body %j is 400', async (body) => {
    expect((await company.call('PUT', PATH, body)).status).toBe(400)
  })
})

describe('firing', () => {
  async function deposit(company: WalletCompany, wallet: { id: string; address: string }, units: bigint) {
    const count = async () =>
      (await company.movements(wallet.id)).filter(
        ({ operation, status }) => operation === 'DEPOSIT' && status === 'COMPLETED',
      ).length
    const before = await count()
    await world.chain().sendToken('USDC', wallet.address, units)
    await world.mineUntil(async () => (await count()) === before + 1)
  }

  test('an automatic transfer moves its share of each large enough deposit, rounded down, and of nothing else', async () => {
    const company = await world.company()
    const [from, fees] = [await company.wallet(), await company.wallet()]
    const rule = { token_address: usdc, min_amount: 2, percentage: '33.333333', to_wallet_id: fees.id }
    await put(company, [{ blockchain: 'POLYGON', automatic_transfers: [rule, { ...rule, enabled: false }] }])
    await deposit(company, from, 10n * UNIT)
    expect([await company.balance(from.id), await company.balance(fees.id)]).toEqual([6.666667, 3.333333])
    expect((await company.movements(from.id)).map(({ operation }) => operation)).toEqual([
      'TRANSFER_OUT',
      'DEPOSIT',
    ])
    expect((await company.events()).map(({ event_type }) => event_type)).toEqual([
      'deposit',
      'withdraw',
      'deposit',
    ])
    await deposit(company, from, (3n * UNIT) / 2n)
    await deposit(company, fees, 10n * UNIT)
    expect([await company.balance(from.id), await company.balance(fees.id)]).toEqual([8.166667, 13.333333])
  })

  test('one that cannot be made is a FAILED movement, and the deposit is credited all the same', async () => {
    const company = await world.company()
    const [from, fees] = [await company.wallet(), await company.wallet()]
    const rule = { token_address: usdc, min_amount: 1, percentage: 50, to_wallet_id: fees.id }
    await put(company, [{ blockchain: 'POLYGON', automatic_transfers: [rule] }])
    await company.call('DELETE', `/virtual-wallets/${fees.id}`)
    await deposit(company, from, 4n * UNIT)
    expect(await company.balance(from.id)).toBe(4)
    expect((await company.movements(from.id))[0]).toMatchObject({
      operation: 'TRANSFER_OUT',
      status: 'FAILED',
      amount: 2,
      transaction_hash: null,
      data: { counterparty_wallet_id: fees.id, reason: 'Wallet not found' },
    })
  })

  test('LARGE_DEPOSIT is told for every deposit that reaches its threshold', async () => {
    const company = await world.company()
    const wallet = await company.wallet()
    const alert = { type: 'LARGE_DEPOSIT', token_address: usdc, threshold: 5 }
    await put(company, [{ blockchain: 'POLYGON', alerts: [alert] }])
    for (const units of [5n * UNIT - 1n, 5n * UNIT, 7n * UNIT]) await deposit(company, wallet, units)
    const alerts = (await company.events()).filter(({ event_type }) => event_type === 'alert')
    expect(alerts.map(({ data }) => data)).toEqual(
      ['5', '7'].map((value) => ({
        type: 'LARGE_DEPOSIT',
        blockchain: 'polygon',
        wallet_id: wallet.id,
        token_address: usdc,
        value,
        threshold: '5',
        deposit_id: expect.any(String),
        created_at: expect.any(String),
      })),
    )
  })

  test('low alerts are told once per crossing, and again after the value was back', async () => {
    const company = await world.company()
    const { id } = await company.wallet()
    await put(company, [
      {
        blockchain: 'POLYGON',
        alerts: [
          { type: 'LOW_HOLDING', token_address: usdc, threshold: 10 },
          { type: 'LOW_RESERVE', token_address: usdc, threshold: 0.5 },
          { type: 'LOW_GAS', threshold: 1_000_000 },
        ],
      },
    ])
    const told = async (type: string) =>
      (await company.events()).filter((event) => event.event_type === 'alert' && event.data.type === type)
    await world.waitUntil(
      async () => (await told('LOW_HOLDING')).length + (await told('LOW_GAS')).length === 2,
    )
    expect((await told('LOW_HOLDING'))[0]?.data).toMatchObject({
      value: '0',
      threshold: '10',
      token_address: usdc,
    })
    await company.fundHolding(12n * UNIT)
    await world.waitUntil(
      async () => !(await fired(company)).some((alert) => alert.startsWith('LOW_HOLDING')),
    )
    expect(await told('LOW_RESERVE')).toEqual([])
    await company.owe(id, '48')
    await world.waitUntil(async () => (await told('LOW_RESERVE')).length === 1)
    expect((await told('LOW_RESERVE'))[0]?.data).toMatchObject({ value: '0.25', threshold: '0.5' })
    const order = { to_wallet_address: `0x${'3'.repeat(40)}`, token_address: usdc, amount: 3 }
    await company.call('POST', '/virtual-wallets/holding/withdraw/POLYGON', order)
    await world.waitUntil(async () => (await told('LOW_HOLDING')).length === 2)
    expect((await told('LOW_HOLDING'))[1]?.data).toMatchObject({ value: '9' })
    expect(await told('LOW_GAS')).toHaveLength(1)
  })

  async function fired(company: WalletCompany): Promise<string[]> {
    const row = await world.db
      .selectFrom('wallet_rules')
      .select('alerts_fired')
      .where('company_id', '=', company.id)
      .executeTakeFirstOrThrow()
    return row.alerts_fired as string[]
  }
})
