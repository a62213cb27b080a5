import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'

let world: WalletWorld
let company: WalletCompany
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON'] })
  company = await world.company()
})
afterAll(() => world.stop())

const CLIENTS = '/management/clients'

async function client(status: 'pending' | 'active' = 'active'): Promise<string> {
  const { body } = await company.call('POST', CLIENTS, {})
  if (status === 'active') await world.operator('PATCH', `${CLIENTS}/${body.id}/status`, { status })
  return body.id
}

const link = (walletId: string, clientId: string) =>
  company.call('PATCH', `/virtual-wallets/${walletId}/client/${clientId}`)
const refused = (reason: string) => ({
  status: 412,
  body: { code: 'VAL', message: `Failed to associate client to wallet: ${reason}` },
})
const clientOf = async (walletId: string) =>
  (await company.call('GET', `/virtual-wallets/${walletId}`)).body.client_id

test('an active client gets many wallets, each answered 201 without a word, and again', async () => {
  const clientId = await client()
  const wallets = [await company.wallet(), await company.wallet()]
  for (const { id } of wallets) {
    expect(await link(id, clientId)).toEqual({ status: 201, body: null })
    expect(await link(id, clientId)).toEqual({ status: 201, body: null })
    expect(await clientOf(id)).toBe(clientId)
  }
  const { body } = await company.call('GET', `${CLIENTS}/${clientId}`)
  expect(body.wallet_ids).toEqual(wallets.map(({ id }) => id))
  const audit = await company.call(
    'GET',
    `/management/audit-log?object_id=${wallets[0]?.id}&action=virtual_wallet.linked`,
  )
  expect(audit.body.items).toHaveLength(1)
})

test('a link is not moved, and needs an enabled wallet and an active client', async () => {
  const [a, b] = [await client(), await client()]
  const wallet = await company.wallet()
  expect(await link(wallet.id, await client('pending'))).toMatchObject(refused('client is not active'))
  await company.call('PATCH', `/virtual-wallets/${wallet.id}/set-enabled`, { enabled: false })
  expect(await link(wallet.id, a)).toMatchObject(refused('wallet is not enabled'))
  await company.call('PATCH', `/virtual-wallets/${wallet.id}/set-enabled`, { enabled: true })
  expect((await link(wallet.id, a)).status).toBe(201)
  expect(await link(wallet.id, b)).toMatchObject(refused('wallet already has a client'))
  // Repeating changes nothing, whatever wallet and client have become.
  await company.call('PATCH', `/virtual-wallets/${wallet.id}/set-enabled`, { enabled: false })
  await world.operator('PATCH', `${CLIENTS}/${a}/status`, { status: 'rejected' })
  expect((await link(wallet.id, a)).status).toBe(201)
  expect(await clientOf(wallet.id)).toBe(a)
})

test('unknown and foreign wallets and clients are not found', async () => {
  const wallet = await company.wallet()
  const clientId = await client()
  const other = await world.company()
  const foreign = (await other.call('POST', CLIENTS, {})).body.id
  for (const id of [foreign, wallet.id, 'no-id'])
    expect(await link(wallet.id, id)).toMatchObject({ status: 404, body: { message: 'Client not found' } })
  for (const id of [(await other.wallet()).id, clientId, 'no-id'])
    expect(await link(id, clientId)).toMatchObject({ status: 404, body: { message: 'Wallet not found' } })
  const operational = await company.withLevel(2)
  expect((await operational('PATCH', `/virtual-wallets/${wallet.id}/client/${clientId}`)).status).toBe(401)
})

test('links end with the client, and with the wallet', async () => {
  const clientId = await client()
  const [kept, deleted] = [await company.wallet(), await company.wallet()]
  await link(kept.id, clientId)
  await link(deleted.id, clientId)
  expect((await company.call('DELETE', `/virtual-wallets/${deleted.id}`)).status).toBe(200)
  expect((await company.call('GET', `${CLIENTS}/${clientId}`)).body.wallet_ids).toEqual([kept.id])
  expect((await company.call('DELETE', `${CLIENTS}/${clientId}`)).status).toBe(200)
  expect(await clientOf(kept.id)).toBe(null)
  expect((await link(kept.id, await client())).status).toBe(201)
})

test('of a client that is deleted while twenty wallets are linked to it, no wallet keeps the link', async () => {
  const clientId = await client()
  const wallets = await Promise.all(Array.from({ length: 20 }, () => company.wallet()))
  const [gone, ...replies] = await Promise.all([
    company.call('DELETE', `${CLIENTS}/${clientId}`),
    ...wallets.map(({ id }) => link(id, clientId)),
  ])
  expect(gone?.status).toBe(200)
  for (const { status } of replies) expect([201, 404]).toContain(status)
  for (const { id } of wallets) expect(await clientOf(id)).toBe(null)
})

test('of two clients that are linked to one wallet at once, one is', async () => {
  const clients = [await client(), await client()]
  const wallet = await company.wallet()
  const replies = await Promise.all(clients.map((id) => link(wallet.id, id)))
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 412])
  expect(clients).toContain(await clientOf(wallet.id))
})
