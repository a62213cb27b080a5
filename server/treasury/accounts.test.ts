import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccount, openTreasuryWallet } from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const UNKNOWN = '0192f3a0-0000-7000-8000-00000000ffff'
const ACCOUNT_NOT_FOUND = { status: 404, body: { code: 'NOT_FOUND', message: 'Account not found' } }
const WALLET_NOT_FOUND = { status: 404, body: { code: 'NOT_FOUND', message: 'Wallet not found' } }

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'BSC'] })
})
afterAll(() => world.stop())

describe('accounts', () => {
  test('are created, listed newest first, renamed under both paths, and deleted under both', async () => {
    const { call } = await world.company()
    const first = (await call('POST', '/mpc/accounts/create', { alias: ' One ' })).body
    const second = (await call('POST', '/mpc/accounts/create', { alias: 'Two' })).body
    expect(first).toEqual({ id: expect.any(String), alias: 'One' })
    expect((await call('GET', '/mpc/accounts/list')).body).toEqual([second, first])
    expect((await call('PUT', `/mpc/accounts/${first.id}`, { alias: 'Uno' })).body.alias).toBe('Uno')
    expect(await call('PUT', `/mpc/account/${first.id}`, { alias: 'Eins' })).toEqual({
      status: 200,
      body: { id: first.id, alias: 'Eins' },
    })
    expect(await call('DELETE', `/mpc/accounts/${first.id}`)).toEqual({ status: 200, body: {} })
    expect(await call('DELETE', `/mpc/account/${second.id}`)).toEqual({ status: 200, body: {} })
    expect((await call('GET', '/mpc/accounts/list')).body).toEqual([])
  })

  test('of another company, deleted or never known answer alike (A1)', async () => {
    const [mine, other] = [await world.company(), await world.company()]
    const foreign = await openAccount(other)
    const deleted = await openAccount(mine)
    await mine.call('DELETE', `/mpc/accounts/${deleted}`)
    for (const id of [foreign, deleted, UNKNOWN, 'nonsense', '%27'])
      for (const reply of [
        await mine.call('PUT', `/mpc/accounts/${id}`, { alias: 'x' }),
        await mine.call('DELETE', `/mpc/account/${id}`),
        await mine.call('GET', `/mpc/accounts/${id}/wallets/list`),
        await mine.call('GET', `/mpc/accounts/${id}/wallets/${UNKNOWN}`),
        await mine.call('GET', `/mpc/accounts/${id}/wallets/${UNKNOWN}/balance`),
        await mine.call('POST', `/mpc/accounts/${id}/wallets/create`, { alias: 'x', blockchain: 'BSC' }),
        await mine.call('PUT', `/mpc/accounts/${id}/wallets/${UNKNOWN}`, { alias: 'x' }),
        await mine.call('DELETE', `/mpc/accounts/${id}/wallets/${UNKNOWN}/delete`),
        await mine.call('POST', `/mpc/accounts/${id}/wallets/${UNKNOWN}/transfer`, {}),
      ])
        expect(reply).toMatchObject(ACCOUNT_NOT_FOUND)
  })

  test('with wallets stay (A2), until the last is deleted', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company)
    expect(await company.call('DELETE', `/mpc/accounts/${wallet.accountId}`)).toMatchObject({
      status: 412,
      body: {
        code: 'VAL',
        message: 'Account has wallets, please delete them before deleting the account',
      },
    })
    expect((await wallet.call('DELETE', '/delete')).status).toBe(200)
    expect((await company.call('DELETE', `/mpc/accounts/${wallet.accountId}`)).status).toBe(200)
  })

  test.each([
    [{}],
    [{ alias: '' }],
    [{ alias: '   ' }],
    [{ alias: 7 }],
    [{ alias: null }],
    [{ alias: 'x'.repeat(101) }],
    [[]],
    ['"text"'],
  ])('are not made of %j: 400', async (body) => {
    const { call } = await world.company()
    expect(await call('POST', '/mpc/accounts/create', body)).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    })
  })
})

describe('wallets', () => {
  test.each(['POLYGON', 'BSC'])('on %s live from creation to deletion', async (blockchain) => {
    const company = await world.company()
    const accountId = await openAccount(company)
    const path = `/mpc/accounts/${accountId}/wallets`
    const created = await company.call('POST', `${path}/create`, {
      alias: 'Main',
      blockchain: blockchain.toLowerCase(),
    })
    expect(created).toEqual({
      status: 200,
      body: {
        id: expect.any(String),
        alias: 'Main',
        wallet_address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
        blockchain,
        enabled: true,
      },
    })
    const wallet = created.body
    const second = (await company.call('POST', `${path}/create`, { alias: 'b', blockchain })).body
    expect(second.wallet_address).not.toBe(wallet.wallet_address)
    expect((await company.call('GET', `${path}/list`)).body).toEqual([second, wallet])
    expect((await company.call('GET', `${path}/${wallet.id}`)).body).toEqual(wallet)
    const renamed = { ...wallet, alias: 'Reserve' }
    expect((await company.call('PUT', `${path}/${wallet.id}/update`, { alias: 'x' })).body.alias).toBe('x')
    expect((await company.call('PUT', `${path}/${wallet.id}`, { alias: 'Reserve' })).body).toEqual(renamed)
    expect(await company.call('DELETE', `${path}/${wallet.id}/delete`)).toEqual({
      status: 200,
      body: { ...renamed, enabled: false },
    })
    expect((await company.call('GET', `${path}/list`)).body).toEqual([second])
    expect(await company.call('GET', `${path}/${wallet.id}`)).toMatchObject(WALLET_NOT_FOUND)
    expect(await company.call('DELETE', `${path}/${wallet.id}/delete`)).toMatchObject(WALLET_NOT_FOUND)
  })

  test('of another account, of another company or never known answer alike (W3)', async () => {
    const [mine, other] = [await world.company(), await world.company()]
    const accountId = await openAccount(mine)
    const elsewhere = await openTreasuryWallet(world, mine)
    const foreign = await openTreasuryWallet(world, other)
    for (const id of [elsewhere.id, foreign.id, UNKNOWN, 'nonsense']) {
      const path = `/mpc/accounts/${accountId}/wallets/${id}`
      for (const reply of [
        await mine.call('GET', path),
        await mine.call('GET', `${path}/balance`),
        await mine.call('PUT', path, { alias: 'x' }),
        await mine.call('DELETE', `${path}/delete`),
        await mine.call('POST', `${path}/transfer`, {}),
      ])
        expect(reply).toMatchObject(WALLET_NOT_FOUND)
    }
  })

  test('show coin, default tokens and own tokens as the chain has them, zeros included', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain: 'BSC' })
    const { chain } = wallet
    const { body } = await wallet.call('GET', '/balance')
    expect(body).toEqual([
      { name: 'BNB', symbol: 'BNB', balance: 0, token_address: `0x${'0'.repeat(40)}` },
      ...chain.tokens.map(({ symbol, address }) => ({
        name: expect.any(String),
        symbol,
        balance: 0,
        token_address: address,
      })),
    ])
    await chain.sendToken('USDC', wallet.address, 12_500_000_000_000_000_000n)
    await chain.sendCoin(wallet.address, 1n)
    await chain.mine()
    expect(await wallet.balances()).toMatchObject({ BNB: 1e-18, USDC: 12.5, BUSD: 0 })
  })

  test('take places of the contract, give them back when deleted, and race for the last one alone (W2)', async () => {
    const company = await world.company()
    const accountId = await openAccount(company)
    const contract = { treasury_wallets: 2, virtual_wallets: 0, virtual_cards: 0 }
    await world.operator('PUT', `/management/companies/${company.id}/contracted-product`, contract)
    const create = () =>
      company.call('POST', `/mpc/accounts/${accountId}/wallets/create`, { alias: 'a', blockchain: 'BNB' })
    const used = async () =>
      (await company.call('GET', '/management/contracted-product/used')).body.treasury_wallets
    const replies = await Promise.all([create(), create(), create(), create()])
    const made = replies.filter(({ status }) => status === 200)
    const refused = replies.filter(({ status }) => status === 412)
    expect([made.length, refused.length]).toEqual([2, 2])
    expect(refused[0]?.body).toMatchObject({
      code: 'VAL',
      message: 'The current limit for this product has been reached. Please increase the limit.',
    })
    expect(await used()).toEqual({ total: 2, used: 2 })
    await company.call('DELETE', `/mpc/accounts/${accountId}/wallets/${made[0]?.body.id}/delete`)
    expect(await used()).toEqual({ total: 2, used: 1 })
    expect((await create()).status).toBe(200)
  })

  test.each([
    [{ alias: 'x' }, 'BAD_REQUEST'],
    [{ blockchain: 'POLYGON' }, 'BAD_REQUEST'],
    [{ alias: 'x', blockchain: 7 }, 'BAD_REQUEST'],
    [{ alias: '', blockchain: 'POLYGON' }, 'BAD_REQUEST'],
    [{ alias: 'x', blockchain: 'SOLANA' }, 'VALUE_NOT_ALLOWED'],
    [{ alias: 'x', blockchain: '' }, 'VALUE_NOT_ALLOWED'],
  ])('are not made of %j: 400 %s', async (body, code) => {
    const company = await world.company()
    const reply = await company.call(
      'POST',
      `/mpc/accounts/${await openAccount(company)}/wallets/create`,
      body,
    )
    expect(reply).toMatchObject({ status: 400, body: { code } })
  })
})
