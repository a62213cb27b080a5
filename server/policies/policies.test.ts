import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmail } from '../people/queue-email.ts'
import {
  decide,
  ELSEWHERE,
  enforce,
  fundedWallet,
  HOUR_MS,
  newPerson,
  OUTSIDE,
  openApproval,
  type PoliciesWorld,
  policy,
  startPoliciesWorld,
  withdraw,
} from './policies.fixture.ts'

let world: PoliciesWorld
beforeAll(async () => {
  world = await startPoliciesWorld()
})
afterAll(() => world.stop())

const read = async (company: { call: PoliciesWorld['operator'] }) =>
  (await company.call('GET', '/management/policies')).body

describe('a draft', () => {
  test('counts when another ADMIN approves it: audited, and told to every ADMIN', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    await newPerson(world, company.id)
    expect(await read(company)).toEqual({ policies: [], draft: null })
    const wallet = await company.wallet()
    const wanted = {
      name: 'Customers',
      products: ['virtual_wallets'],
      wallet_id: wallet.id,
      max_per_payment: '1000.5',
      max_per_day: 5000,
      destinations: 'allowed',
      approval_above: 0,
      approvals: 2,
    }
    const put = await company.call('PUT', '/management/policies', { policies: [wanted] })
    const shown = { ...wanted, max_per_payment: 1000.5, destinations: 'ALLOWED' }
    expect(put).toEqual({
      status: 200,
      body: {
        policies: [],
        draft: { policies: [shown], approval_id: expect.any(String), effective_at: null },
      },
    })
    const approval = await openApproval(company)
    expect(approval).toEqual({
      id: put.body.draft.approval_id,
      product: null,
      operation: 'policies',
      wallet_id: null,
      to_address: null,
      token_address: null,
      amount: null,
      requested_by: expect.stringMatching(/^key:/),
      status: 'PENDING',
      decisions: [],
      created_at: expect.any(String),
      expires_at: new Date(world.clock.now().getTime() + 72 * HOUR_MS).toISOString(),
    })
    const approved = await decide(admin, approval.id, 'approve', ' seen ')
    expect(approved.body).toMatchObject({
      status: 'APPROVED',
      decisions: [{ by: `user:${admin.id}`, decision: 'APPROVE', comment: 'seen' }],
    })
    expect(await read(company)).toEqual({ policies: [shown], draft: null })

    const { body: audit } = await company.call('GET', '/management/audit-log?action=policies.changed')
    expect(audit.items).toMatchObject([
      { actor: { type: 'USER', id: admin.id }, before: [], after: [{ name: 'Customers' }] },
    ])
    expect(await subjectsTo(company.id, admin.email)).toEqual([
      'New payment policies were proposed',
      'Other payment policies count from now on',
    ])
  })

  test('is replaced by the next one, whose approval is another', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    const first = (await company.call('PUT', '/management/policies', { policies: [policy({})] })).body.draft
    const second = (await company.call('PUT', '/management/policies', { policies: [] })).body.draft
    expect(second.approval_id).not.toBe(first.approval_id)
    expect((await decide(admin, first.approval_id, 'APPROVE')).body).toMatchObject({
      code: 'VAL',
      message: 'Approval is REJECTED',
    })
    expect((await decide(admin, second.approval_id, 'REJECT')).body.status).toBe('REJECTED')
    expect(await read(company)).toEqual({ policies: [], draft: null })
  })

  test('counts after a day where there are fewer than two ADMINs, and never so where there are two', async () => {
    const [alone, four] = [await world.company(), await world.company()]
    await newPerson(world, alone.id)
    for (let count = 0; count < 2; count += 1) await newPerson(world, four.id)
    const body = { policies: [policy({ max_per_payment: 1 })] }
    const at = new Date(world.clock.now().getTime() + 24 * HOUR_MS).toISOString()
    expect((await alone.call('PUT', '/management/policies', body)).body.draft.effective_at).toBe(at)
    expect((await four.call('PUT', '/management/policies', body)).body.draft.effective_at).toBeNull()
    world.clock.advance(24 * HOUR_MS - 1)
    const wallet = await fundedWallet(alone, 2)
    expect((await withdraw(world, alone, wallet.id, 2)).status).toBe(200)
    world.clock.advance(1)
    await world.waitUntil(async () => (await read(alone)).policies.length === 1)
    const { body: audit } = await alone.call('GET', '/management/audit-log?action=policies.changed')
    expect(audit.items).toMatchObject([{ actor: { type: 'SYSTEM' } }])
    expect((await read(four)).policies).toEqual([])
    world.clock.advance(48 * HOUR_MS)
    await world.waitUntil(async () => (await read(four)).draft === null)
    expect(await read(four)).toEqual({ policies: [], draft: null })
  })

  test.each([
    ['no list', {}, 400],
    ['a text', { policies: 'none' }, 400],
    ['no name', { policies: [policy({ name: ' ' })] }, 400],
    ['an unknown product', { policies: [policy({ products: ['ramps'] })] }, 400],
    ['no product', { policies: [policy({ products: [] })] }, 412],
    ['unknown destinations', { policies: [policy({ destinations: 'SOME' })] }, 400],
    ['an amount below zero', { policies: [policy({ max_per_day: -1 })] }, 412],
    ['more decimals than a dollar has here', { policies: [policy({ max_per_payment: '0.0000001' })] }, 412],
    ['an amount that is none', { policies: [policy({ approval_above: 'much' })] }, 400],
    ['a number without end', { policies: [policy({ approval_above: '1e9999' })] }, 412],
    ['nobody to approve', { policies: [policy({ approvals: 0 })] }, 400],
    ['half an approver', { policies: [policy({ approvals: 1.5 })] }, 400],
    ['a name twice', { policies: [policy({}), policy({})] }, 412],
    ['a wallet that is no id', { policies: [policy({ wallet_id: 'w' })] }, 412],
    ['a stranger wallet', { policies: [policy({ wallet_id: '0192f3a0-0000-7000-8000-000000000009' })] }, 412],
    ['too many', { policies: Array.from({ length: 101 }, (_, n) => policy({ name: `p${n}` })) }, 412],
  ])('with %s is refused and changes nothing', async (_, body, status) => {
    const company = await world.company()
    const put = await company.call('PUT', '/management/policies', body)
    expect([put.status, put.body.code]).toEqual([status, expect.any(String)])
    expect(await read(company)).toEqual({ policies: [], draft: null })
  })

  test('names no wallet of another company, nor one of another product', async () => {
    const [company, other] = [await world.company(), await world.company()]
    const [own, foreign] = [await company.wallet(), await other.wallet()]
    for (const fields of [{ wallet_id: foreign.id }, { wallet_id: own.id, products: ['treasury', 'cards'] }])
      expect(
        (await company.call('PUT', '/management/policies', { policies: [policy(fields)] })).body,
      ).toMatchObject({
        code: 'VAL',
        message: 'policies[0].wallet_id is not a wallet of these products',
      })
  })
})

describe('an allowed address', () => {
  const add = (company: { call: PoliciesWorld['operator'] }, body: object) =>
    company.call('POST', '/management/allowed-addresses', body)

  test('is usable a day after it was named, once per chain, until it is removed; all of it audited', async () => {
    const company = await world.company()
    const admin = await newPerson(world, company.id)
    const wallet = await fundedWallet(company, 3)
    await enforce(company, admin, [policy({ name: 'list', destinations: 'ALLOWED' })])
    const refused = {
      status: 412,
      body: expect.objectContaining({
        code: 'VAL',
        message: 'Refused by policy list: the destination is not an allowed address',
      }),
    }
    const added = await add(company, { address: ` ${OUTSIDE} `, blockchain: 'polygon', label: 'Bank' })
    expect(added).toEqual({
      status: 201,
      body: {
        id: expect.any(String),
        address: OUTSIDE,
        blockchain: 'POLYGON',
        label: 'Bank',
        usable_at: new Date(world.clock.now().getTime() + 24 * HOUR_MS).toISOString(),
        created_at: world.clock.now().toISOString(),
      },
    })
    expect((await add(company, { address: OUTSIDE, blockchain: 'POLYGON' })).body.message).toBe(
      `Address ${OUTSIDE} is already listed on POLYGON`,
    )
    world.clock.advance(24 * HOUR_MS - 1)
    expect(await withdraw(world, company, wallet.id, 1)).toEqual(refused)
    world.clock.advance(1)
    expect((await withdraw(world, company, wallet.id, 1)).body.status).toBe('PENDING')
    expect(await withdraw(world, company, wallet.id, 1, ELSEWHERE)).toEqual(refused)
    const { id } = added.body
    expect((await company.call('DELETE', `/management/allowed-addresses/${id}`)).status).toBe(204)
    expect((await company.call('DELETE', `/management/allowed-addresses/${id}`)).status).toBe(404)
    expect((await company.call('GET', '/management/allowed-addresses')).body).toEqual([])
    expect(await withdraw(world, company, wallet.id, 1)).toEqual(refused)
    const { body: audit } = await company.call('GET', `/management/audit-log?object_id=${id}`)
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual([
      'allowed_address.removed',
      'allowed_address.added',
    ])
  })

  test.each([
    [{ blockchain: 'POLYGON' }, 400],
    [{ address: OUTSIDE }, 400],
    [{ address: OUTSIDE, blockchain: 'SOLANA' }, 400],
    [{ address: 'nobody', blockchain: 'POLYGON' }, 412],
    [{ address: `0x${'0'.repeat(40)}`, blockchain: 'POLYGON' }, 412],
    [{ address: OUTSIDE, blockchain: 'POLYGON', label: 7 }, 400],
    [{ address: OUTSIDE, blockchain: 'POLYGON', label: 'x'.repeat(101) }, 400],
  ])('%j is answered %i', async (body, status) => {
    const company = await world.company()
    expect((await add(company, body)).status).toBe(status)
  })

  test('of another company is not there', async () => {
    const [company, other] = [await world.company(), await world.company()]
    const { id } = (await add(company, { address: OUTSIDE, blockchain: 'POLYGON' })).body
    for (const stranger of [id, 'x', '0192f3a0-0000-7000-8000-000000000009'])
      expect((await other.call('DELETE', `/management/allowed-addresses/${stranger}`)).status).toBe(404)
    expect((await company.call('GET', '/management/allowed-addresses')).body).toHaveLength(1)
  })
})

test('a key below level 3 of management neither reads nor changes any of it', async () => {
  const company = await world.company()
  const weak = await company.withLevel(3)
  for (const [method, path] of [
    ['GET', 'policies'],
    ['PUT', 'policies'],
    ['GET', 'allowed-addresses'],
    ['POST', 'allowed-addresses'],
    ['GET', 'approvals'],
  ] as const)
    expect((await weak(method, `/management/${path}`, method === 'GET' ? undefined : {})).status).toBe(401)
})

async function subjectsTo(companyId: string, email: string): Promise<string[]> {
  const rows = await world.db
    .selectFrom('email_messages')
    .select(['id', 'sealed'])
    .where('company_id', '=', companyId)
    .orderBy('id')
    .execute()
  return rows
    .flatMap(({ id, sealed }) =>
      sealed === null ? [] : [openEmail(world.app.vault.sealer, id, sealed).reveal()],
    )
    .filter(({ to }) => to === email)
    .map(({ subject }) => subject)
}
