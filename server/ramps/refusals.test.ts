import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { activeClient, must, type Party, type RampWorld, startRampWorld } from './ramp-world.fixture.ts'

const ON = '/virtual-wallets/bank-ramps/ramp-on'
const OFF = '/virtual-wallets/bank-ramps/ramp-off'
const UNIT = 1_000_000n

let world: RampWorld
let party: Party
let banks: Record<'us' | 'bre-b' | 'co-bank-transfer', string>
beforeAll(async () => {
  world = await startRampWorld({ chains: ['POLYGON', 'BSC'] })
  party = await world.party()
  banks = {
    us: await party.bank('us'),
    'bre-b': await party.bank('bre-b'),
    'co-bank-transfer': await party.bank('co-bank-transfer'),
  }
  await world.partner.sim('POST', '/rates', { rates: { cop: '4000' } })
})
afterAll(() => world.stop())

type Refused = readonly [status: number, code: string, message: string]

async function expectRefused(
  path: string,
  body: object,
  [status, code, message]: Refused,
  who: Party = party,
) {
  const answer = await who.company.call('POST', path, body)
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { code, message } })
  expect(answer.body.next_step).toEqual(expect.any(String))
}

const onBody = (fields: object = {}) => ({
  wallet_id: party.walletId,
  amount: 100,
  source_currency: 'USD',
  ...fields,
})
const offBody = (fields: object = {}) => ({
  wallet_id: party.walletId,
  bank_account_id: banks.us,
  amount: 10,
  reference: 'Invoice 7',
  ...fields,
})

const NO_WALLET: Refused = [404, 'NOT_FOUND', 'Wallet not found']
const NO_BSC: Refused = [412, 'VAL', 'Ramps are not available on BSC']

describe('in', () => {
  test('shape first, then wallet, then rail, page, amount', async () => {
    const worst = { wallet_id: newId(), source_currency: 'COP', amount: 1 }
    await expectRefused(ON, { ...worst, amount: 'x' }, [
      400,
      'BAD_REQUEST',
      'amount must be a number or a numeric string',
    ])
    await expectRefused(ON, { ...worst, source_currency: 'JPY' }, [
      400,
      'VALUE_NOT_ALLOWED',
      'Sent request is invalid',
    ])
    await expectRefused(ON, worst, NO_WALLET)
    await expectRefused(ON, { ...worst, wallet_id: 'nonsense' }, NO_WALLET)
    const mine = { ...worst, wallet_id: party.walletId }
    const noRail: Refused = [
      400,
      'VAL',
      "paymentRail is required for COP ramp-on (must be 'co_bank_transfer' or 'bre_b')",
    ]
    await expectRefused(ON, mine, noRail)
    await expectRefused(ON, { ...mine, payment_rail: 'pix' }, noRail)
    await expectRefused(ON, { ...mine, payment_rail: 7 }, noRail)
    const pse = { ...mine, payment_rail: 'CO_Bank_Transfer' }
    await expectRefused(ON, pse, [400, 'VAL', 'redirectUrl is required for CO Bank Transfer (PSE) ramp-on'])
    await expectRefused(ON, { ...pse, redirect_url: 'shop.test' }, [412, 'VAL', 'redirect_url is not valid'])
    const redirect_url = 'https://shop.test'
    await expectRefused(ON, { ...pse, redirect_url }, [412, 'VAL', 'Amount is below the minimum of 100 COP'])
    await expectRefused(ON, { ...pse, redirect_url, amount: -1 }, [
      412,
      'VAL',
      'amount must be greater than zero',
    ])
    await expectRefused(ON, { ...pse, redirect_url, amount: 100.001 }, [
      412,
      'VAL',
      'amount must have at most 2 decimals',
    ])
    await expectRefused(ON, { ...mine, payment_rail: 'bre_b', amount: 11_552_001 }, [
      412,
      'VAL',
      'Bre-B accepts at most 11,552,000 COP per operation. Use payment_rail co_bank_transfer.',
    ])
    await expectRefused(ON, onBody({ amount: 0.99 }), [412, 'VAL', 'Amount is below the minimum of 1 USD'])
    must(await party.company.call('POST', ON, { ...mine, payment_rail: 'bre_b', amount: 11_552_000 }), 200)
  })

  test('what a rail does not need is ignored', async () => {
    must(await party.company.call('POST', ON, onBody({ payment_rail: 5, redirect_url: 'no page' })), 200)
  })

  test('simulate refuses what it cannot tell, and needs no client', async () => {
    const path = `${ON}/simulate`
    const body = { wallet_id: party.walletId, origin_currency: 'usd', amount: 1000 }
    expect(must(await party.company.call('POST', path, body), 200)).toEqual({
      original_amount: 1000,
      original_currency: 'USD',
      final_amount: 995,
      final_currency: 'USDC',
      exchange_rate: 1,
      service_fee: 5,
    })
    await expectRefused(path, { ...body, wallet_id: newId() }, NO_WALLET)
    await expectRefused(path, { ...body, origin_currency: 'COP', amount: 99 }, [
      412,
      'VAL',
      'Amount is below the minimum of 100 COP',
    ])
    const plain = await party.company.wallet()
    must(await party.company.call('POST', path, { ...body, wallet_id: plain.id }), 200)
  })
})

describe('who may ramp', () => {
  test.each([ON, OFF, 'card'])(
    '%s: an enabled wallet on a chain with ramps, with an active client',
    async (kind) => {
      const { company } = party
      const call = async (walletId: string, refused: Refused, more: object = {}) => {
        const path = kind === 'card' ? `/virtual-wallets/ramps/${walletId}/credit-card/on` : kind
        const body =
          kind === ON ? onBody({ wallet_id: walletId }) : kind === OFF ? offBody({ wallet_id: walletId }) : {}
        await expectRefused(path, { ...body, ...more }, refused)
      }
      const onBsc = await company.wallet('BSC')
      await call(onBsc.id, NO_BSC)
      const wallet = await company.wallet()
      await call(wallet.id, [412, 'VAL', 'Wallet has no client'])
      const clientId = await activeClient(world, company)
      must(await company.call('PATCH', `/virtual-wallets/${wallet.id}/client/${clientId}`), 201)
      if (kind === 'card') {
        await call(wallet.id, [412, 'VAL', 'Wallet belongs to another client'], { client_id: party.clientId })
        await call(wallet.id, [412, 'VAL', 'amount must have at most 2 decimals'], { amount: 1.234 })
        must(
          await company.call('POST', `/virtual-wallets/ramps/${wallet.id}/credit-card/on`, {
            client_id: clientId,
          }),
          200,
        )
      }
      must(
        await world.operator('PATCH', `/management/clients/${clientId}/status`, { status: 'rejected' }),
        200,
      )
      await call(wallet.id, [412, 'VAL', 'Client is not active'])
      must(await company.call('PATCH', `/virtual-wallets/${wallet.id}/set-enabled`, { enabled: false }), 200)
      await call(wallet.id, [412, 'VAL', 'Wallet is disabled'])
    },
  )

  test('reads with level 1, money with level 2', async () => {
    const [one, two] = [await party.company.withLevel(1), await party.company.withLevel(2)]
    for (const path of [ON, `${ON}/simulate`, OFF, `${OFF}/simulate`])
      expect((await one('POST', path, {})).status, path).toBe(401)
    expect((await one('GET', '/virtual-wallets/ramps')).status).toBe(200)
    expect((await two('POST', ON, onBody())).status).toBe(200)
  })
})

describe('out', () => {
  test('wallet, bank account, amount, reference, balance, holding: in this order', async () => {
    const { company, clientId } = party
    await expectRefused(OFF, offBody({ amount: {} }), [
      400,
      'BAD_REQUEST',
      'amount must be a number or a numeric string',
    ])
    await expectRefused(OFF, offBody({ wallet_id: newId(), bank_account_id: newId() }), NO_WALLET)
    const stranger = await world.party()
    for (const id of [newId(), 'nonsense', await stranger.bank('us')])
      await expectRefused(OFF, offBody({ bank_account_id: id, amount: 0 }), [
        404,
        'NOT_FOUND',
        `Bank account ${id} for company ${company.id} not found`,
      ])
    await expectRefused(OFF, offBody({ amount: 0 }), [412, 'VAL', 'amount must be greater than zero'])
    await expectRefused(OFF, offBody({ amount: 1.1234567 }), [
      412,
      'VAL',
      'amount must have at most 6 decimals',
    ])
    await expectRefused(OFF, offBody({ amount: 0.999999 }), [
      412,
      'VAL',
      'Amount is below the minimum of 1 USD',
    ])
    const cop = { bank_account_id: banks['co-bank-transfer'], reference: undefined }
    // 0.995 × 4000: the smaller of the partner's two rates.
    await expectRefused(OFF, offBody({ ...cop, amount: 1 }), [
      412,
      'VAL',
      'Amount is below the minimum of 4000 COP',
    ])
    await expectRefused(OFF, offBody({ ...cop, amount: 2 }), [
      400,
      'VAL',
      'reference is required for COP ramp-off',
    ])
    const breB = { bank_account_id: banks['bre-b'], amount: 2903 }
    await expectRefused(OFF, offBody({ ...breB, reference: undefined }), [
      412,
      'VAL',
      'Bre-B accepts at most 11,552,000 COP per operation. Use a CO bank transfer account.',
    ])
    await expectRefused(OFF, offBody({ reference: 'x'.repeat(19) }), [
      400,
      'VAL',
      'reference must be at most 18 characters',
    ])
    await expectRefused(OFF, offBody({ amount: 12.5 }), [
      400,
      'APP_ERROR',
      `Failed to transfer ramp off of 12.5 of client ${clientId}: Insufficient balance`,
    ])
    await company.owe(party.walletId, '12.5')
    await expectRefused(OFF, offBody({ amount: 12.5 }), [
      400,
      'APP_ERROR',
      `Failed to transfer ramp off of 12.5 of client ${clientId}: Not enough balance in holding wallet`,
    ])
    // What was refused has taken nothing.
    expect(await party.books()).toMatchObject({ wallet: 12_500_000n, payable: 0n, transit: 0n })
    expect(await party.findings()).toEqual([])
  })

  test('simulate says what it would pay out, and refuses as the ramp itself', async () => {
    const path = `${OFF}/simulate`
    const body = offBody({ bank_account_id: banks['co-bank-transfer'], amount: 100 })
    expect(must(await party.company.call('POST', path, body), 200)).toEqual({
      original_amount: 100,
      original_currency: 'USDC',
      exchange_rate: 3980,
      converted_amount: 398_000,
      service_fee: 1990,
      final_amount: 396_010,
      final_currency: 'COP',
    })
    await expectRefused(path, { ...body, wallet_id: newId() }, NO_WALLET)
    await expectRefused(path, { ...body, bank_account_id: 'x' }, [
      404,
      'NOT_FOUND',
      `Bank account x for company ${party.company.id} not found`,
    ])
    await expectRefused(path, { ...body, amount: 1 }, [412, 'VAL', 'Amount is below the minimum of 4000 COP'])
    await expectRefused(path, { ...body, reference: ' ' }, [
      400,
      'VAL',
      'reference is required for COP ramp-off',
    ])
  })
})

describe('the list', () => {
  test('has the newest first, filtered, and only the company’s own', async () => {
    const own = await world.party()
    await own.company.owe(own.walletId, '20')
    await own.company.fundHolding(20n * UNIT)
    const { id: on } = must(
      await own.company.call('POST', ON, { wallet_id: own.walletId, amount: 5, source_currency: 'EUR' }),
      200,
    )
    const { id: off } = must(
      await own.company.call('POST', OFF, {
        wallet_id: own.walletId,
        bank_account_id: await own.bank('us'),
        amount: 20,
      }),
      200,
    )
    const list = async (query = '') =>
      must(await own.company.call('GET', `/virtual-wallets/ramps?${query}`), 200)
    const ids = async (query: string) => (await list(query)).items.map((ramp: { id: string }) => ramp.id)
    expect(await list('size=1')).toMatchObject({
      number_of_elements: 1,
      next_page: 2,
      total_pages: 2,
      total_elements: 2,
      items: [{ id: off }],
    })
    expect(await ids('')).toEqual([off, on])
    expect(await ids('type=ramp_on')).toEqual([on])
    expect(await ids('status=PENDING')).toEqual([on])
    expect(await ids(`wallet_id=${own.walletId}&type=RAMP_OFF`)).toEqual([off])
    expect(await ids(`wallet_id=${party.walletId}`)).toEqual([])
    expect(await ids('wallet_id=nonsense')).toEqual([])
    expect(await ids('from_date=2000-01-01&to_date=2000-01-02')).toEqual([])
    expect(await ids('from_date=2000-01-01')).toEqual([off, on])
    expect((await own.company.call('GET', '/virtual-wallets/ramps?type=SWAP')).status).toBe(400)
    expect(await party.company.call('GET', `/virtual-wallets/ramps/${off}`)).toMatchObject({
      status: 404,
      body: { message: `Ramp transfer with ID: ${off} not found` },
    })
    expect(await own.company.call('DELETE', `${ON}/cancel/${off}`)).toMatchObject({ status: 404 })
    expect(
      await own.company.call('PATCH', `/virtual-wallets/ramps/transfer/${off}`, { amount: 5 }),
    ).toMatchObject({
      status: 400,
      body: {
        code: 'APP_ERROR',
        message: `It is not possible to update transfer with id: ${off} because it is not in PENDING state`,
      },
    })
  })
})
