import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WalletCompany } from '../../../tests/harness/wallet-world.ts'
import { allChecks } from '../../checks.ts'
import { verifyBooks } from '../../ledger/verify.ts'
import {
  decide,
  ELSEWHERE,
  enforce,
  HOUR_MS,
  newPerson,
  OUTSIDE,
  openApproval,
  type PoliciesWorld,
  policy,
  startPoliciesWorld,
  UNIT,
} from '../../policies/policies.fixture.ts'

let world: PoliciesWorld
let usdc: string
beforeAll(async () => {
  world = await startPoliciesWorld()
  usdc = world.chain().token('USDC').address
})
afterAll(() => world.stop())

const put = (company: WalletCompany, toAddress: string, fields: object = {}, rule: object = {}) =>
  company.call('PUT', '/virtual-wallets/config/rules', {
    rules: [
      {
        blockchain: 'POLYGON',
        ...rule,
        automatic_transfers: [
          { token_address: usdc, min_amount: 2, percentage: 25, to_address: toAddress, ...fields },
        ],
      },
    ],
  })

/** A company with a wallet, that may pay to OUTSIDE. */
async function listing() {
  const company = await world.company()
  const wallet = await company.wallet()
  const added = await company.call('POST', '/management/allowed-addresses', {
    address: OUTSIDE,
    blockchain: 'POLYGON',
  })
  world.clock.advance(24 * HOUR_MS)
  return { company, wallet, addressId: added.body.id }
}

const send = (address: string, units: bigint) => world.chain().sendToken('USDC', address, units)
const withdrawals = async (company: WalletCompany, walletId: string) =>
  (await company.movements(walletId)).filter(({ operation }) => operation === 'WITHDRAWAL')

async function expectBooksRight(): Promise<void> {
  expect(
    (await verifyBooks({ db: world.db, checks: allChecks([], world.app.vault.sealer) })).findings,
  ).toEqual([])
}

test('the share of a deposit is paid to the address when its sweep is mined, once', async () => {
  const { company, wallet } = await listing()
  const { status, body } = await put(company, OUTSIDE.toLowerCase())
  expect([status, body.rules?.[0].automatic_transfers[0]]).toMatchObject([
    200,
    { to_wallet_id: null, to_address: OUTSIDE, percentage: 25 },
  ])
  const before = await world.chain().tokenBalance('USDC', OUTSIDE)
  await send(wallet.address, 10n * UNIT)
  await send(wallet.address, UNIT)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'COMPLETED')
  expect(await withdrawals(company, wallet.id)).toMatchObject([
    { amount: 2.5, data: { to_wallet_address: OUTSIDE, network_status: 'SUCCESS' } },
  ])
  expect(await company.balance(wallet.id)).toBe(8.5)
  expect(await world.chain().tokenBalance('USDC', OUTSIDE)).toBe(before + (5n * UNIT) / 2n)
  const payment = await world.db
    .selectFrom('payments')
    .select(['requested_by', 'usd_micro'])
    .where('company_id', '=', company.id)
    .executeTakeFirstOrThrow()
  expect(payment).toEqual({
    requested_by: expect.stringMatching(new RegExp(`^rule:${body.rules[0].automatic_transfers[0].id} key:`)),
    usd_micro: (5n * UNIT) / 2n,
  })
  await expectBooksRight()
})

test('before its sweep nothing is paid', async () => {
  const { company, wallet } = await listing()
  await put(company, OUTSIDE, {}, { sweep: { mode: 'MANUAL' } })
  await send(wallet.address, 10n * UNIT)
  await world.mineUntil(async () => (await company.balance(wallet.id)) === 10)
  const open = () =>
    world.db
      .selectFrom('automatic_payments')
      .select(['done_at', 'amount'])
      .where('company_id', '=', company.id)
      .execute()
  expect(await open()).toEqual([{ done_at: null, amount: (5n * UNIT) / 2n }])
  await company.call('POST', '/virtual-wallets/config/rules/sweep', { blockchain: 'POLYGON' })
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'COMPLETED')
})

test('one that cannot be made is a FAILED movement with its reason, and is not tried again', async () => {
  const { company, wallet, addressId } = await listing()
  await put(company, OUTSIDE)
  await company.call('DELETE', `/management/allowed-addresses/${addressId}`)
  await send(wallet.address, 10n * UNIT)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id)).length > 0)
  expect(await withdrawals(company, wallet.id)).toMatchObject([
    {
      status: 'FAILED',
      amount: 2.5,
      transaction_hash: null,
      data: {
        to_wallet_address: OUTSIDE,
        reason: 'Refused by policy automatic transfer: the destination is not an allowed address',
      },
    },
  ])
  expect(await company.balance(wallet.id)).toBe(10)
  await expectBooksRight()
})

test('policies count: above a maximum it is refused, above the threshold it waits for people', async () => {
  const { company, wallet } = await listing()
  const admin = await newPerson(world, company.id)
  await enforce(company, admin, [policy({ name: 'rules', max_per_payment: 10, approval_above: 2 })])
  await put(company, OUTSIDE)
  await send(wallet.address, 44n * UNIT)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'FAILED')
  expect((await withdrawals(company, wallet.id))[0]).toMatchObject({
    data: {
      reason: 'Refused by policy rules: 11 USD is above the maximum of 10 USD per payment',
    },
  })
  await send(wallet.address, 12n * UNIT)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'PENDING')
  const approval = await openApproval(company)
  expect(approval).toMatchObject({ amount: 3, requested_by: expect.stringMatching(/^rule:/) })
  await decide(admin, approval.id, 'APPROVE')
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'COMPLETED')
  await expectBooksRight()
})

test('an address that is not on the list yet, or is a wallet of the company, is refused', async () => {
  const { company, wallet } = await listing()
  const other = await company.wallet()
  await company.call('POST', '/management/allowed-addresses', { address: ELSEWHERE, blockchain: 'POLYGON' })
  for (const address of [ELSEWHERE, `0x${'3'.repeat(40)}`, 'x', ''])
    expect((await put(company, address)).body).toMatchObject({
      code: 'VAL',
      message: 'rules[0].automatic_transfers[0].to_address is not an allowed address',
    })
  await company.call('POST', '/management/allowed-addresses', {
    address: other.address,
    blockchain: 'POLYGON',
  })
  world.clock.advance(24 * HOUR_MS)
  expect((await put(company, other.address)).body.message).toBe(
    'rules[0].automatic_transfers[0].to_address is a wallet of the company',
  )
  expect((await put(company, OUTSIDE, { to_wallet_id: wallet.id })).status).toBe(412)
})

test('who set a rule does not approve what it pays; who sends it along unchanged does not become its author', async () => {
  const { company, wallet } = await listing()
  const [author, other] = [await newPerson(world, company.id), await newPerson(world, company.id)]
  await enforce(company, other, [policy({ name: 'careful', approval_above: 1 })])
  const set = await put({ ...company, call: author.call }, OUTSIDE)
  expect(set.status).toBe(200)
  expect(JSON.stringify(set.body)).not.toContain('set_by')
  const { blockchain, automatic_transfers: transfers } = set.body.rules[0]
  const same = Object.fromEntries(Object.entries(transfers[0]).filter(([, value]) => value !== null))
  const again = await other.call('PUT', '/virtual-wallets/config/rules', {
    rules: [{ blockchain, automatic_transfers: [same] }],
  })
  expect(again.status).toBe(200)
  await send(wallet.address, 40n * UNIT)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id)).length > 0)
  const { id } = await openApproval(company)
  expect(await decide(author, id, 'APPROVE')).toMatchObject({
    status: 412,
    body: { message: 'Who asked for it cannot approve it' },
  })
  expect((await decide(other, id, 'APPROVE')).status).toBe(200)
  await world.mineUntil(async () => (await withdrawals(company, wallet.id))[0]?.status === 'COMPLETED')
})
