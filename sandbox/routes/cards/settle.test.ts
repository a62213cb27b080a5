import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { programAccount } from '../../../server/cards/card-accounts.ts'
import { type Route, writeRoute } from '../../../server/kernel/http/route.ts'
import { newId } from '../../../server/kernel/ids.ts'
import { type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { book } from '../../../server/ledger/book.ts'
import { type CardApi, OPERATOR_KEY, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, startCardWorld } from '../../../tests/harness/card-world.ts'
import type { SandboxChain } from '../../chains/sandbox-chain.ts'
import { TOOLS_ADDRESS } from '../../chains/tokens.ts'
import { settleCards } from './settle.ts'

const HASH = `0x${'ab'.repeat(32)}`
const USDC = '0x00000000000000000000000000000000000000a1'
const HOLDING = '0x00000000000000000000000000000000000000b2'

let world: CardWorld
let api: CardApi
let node: Server
/** What the operator's call was given. */
let settled: { readonly companyId: string | undefined; readonly body: Readonly<Record<string, unknown>> }[]
let answer: object | Refusal
/** What was sent on chain. */
let sent: unknown[]

beforeAll(async () => {
  world = await startCardWorld()
  node = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    sent.push(JSON.parse(Buffer.concat(chunks).toString()).params[0])
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: HASH }))
  })
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve))
  const { port } = node.address() as AddressInfo
  const polygon = {
    spec: { name: 'POLYGON' },
    url: `http://127.0.0.1:${port}`,
    tokens: [{ symbol: 'USDC', address: USDC, decimals: 6 }],
  } as unknown as SandboxChain
  let url = ''
  const platform = () => ({ url, operatorKey: OPERATOR_KEY, db: world.db })
  api = await startCardApi(world, [operatorCall(), settleCards({ chains: [polygon], platform })])
  url = api.url
})
afterAll(async () => {
  await api.stop()
  node.close()
  await world.drop()
})
beforeEach(() => {
  settled = []
  sent = []
  answer = { id: 's1', status: 'PENDING' }
})

/** The platform's own call is tested in its place: here, what it is asked. */
function operatorCall(): Route {
  return writeRoute({
    method: 'POST',
    path: '/management/companies/{companyId}/settlements',
    access: { operator: true },
    status: 201,
    summary: 'A stub',
    tag: 'Test',
    body: Type.Object({}),
    bodyReadByHandler: true,
    answer: Type.Object({}),
    async write(_tx, { params, body }) {
      settled.push({ companyId: params.companyId, body: { ...body } })
      return answer
    },
  })
}

/** Micro-dollars that the company owes the network; below zero the network owes the company. */
async function owe(companyId: string, amount: bigint): Promise<void> {
  const account = (code: 'CARD_BACKING' | 'CARD_NETWORK') => programAccount(code, companyId)
  const [debit, credit] =
    amount > 0n
      ? [account('CARD_BACKING'), account('CARD_NETWORK')]
      : [account('CARD_NETWORK'), account('CARD_BACKING')]
  const units = amount < 0n ? -amount : amount
  const transfer = {
    type: 'POST',
    id: newId(),
    debit,
    credit,
    amount: units,
    reason: 't',
    subjectId: companyId,
  } as const
  const booking = await world.db
    .transaction()
    .execute((tx) => book(tx, companyId, [transfer], world.clock.now()))
  expect(booking.booked).toBe(true)
}

const settle = async (companyId: string) => (await api.client(companyId, 2))('POST', '/sandbox/cards/settle')

test('what is owed to the network is paid to it on chain by the operator’s call', async () => {
  const companyId = await world.company()
  await owe(companyId, 12_345_678n)
  expect(await settle(companyId)).toMatchObject({ status: 201, body: [{ id: 's1', status: 'PENDING' }] })
  expect(settled).toEqual([
    { companyId, body: { direction: 'paid', amount: '12.345678', to_address: TOOLS_ADDRESS } },
  ])
})

test('what the network owes it pays to the holding address, and the deposit is booked', async () => {
  const companyId = await world.company()
  await owe(companyId, -5_000_000n)
  const depositId = await depositOf(companyId)
  expect((await settle(companyId)).status).toBe(201)
  expect(sent).toMatchObject([{ from: TOOLS_ADDRESS, to: USDC }])
  expect(settled).toEqual([{ companyId, body: { direction: 'received', deposit_id: depositId } }])
})

test('nothing owed is nothing settled', async () => {
  expect(await settle(await world.company())).toMatchObject({ status: 201, body: [] })
})

test('what the platform refuses is said in its words', async () => {
  const companyId = await world.company()
  await owe(companyId, 1_000_000n)
  answer = refuse('INSUFFICIENT_HOLDING')
  const { status, body } = await settle(companyId)
  expect([status, body.code]).toEqual([400, 'APP_ERROR'])
  expect(body.message).toContain('Not enough balance in holding wallet')
})

/** The company's holding wallet, and the network's payment as the watcher would have recorded it. */
async function depositOf(companyId: string): Promise<string> {
  const [walletId, id] = [newId(), newId()]
  const at = world.clock.now()
  await world.db
    .insertInto('holding_wallets')
    .values({
      company_id: companyId,
      id: walletId,
      product: 'cards',
      chain: 'POLYGON',
      alias: 'Cards',
      address: HOLDING,
      key_path: 'x',
      created_at: at,
    })
    .execute()
  await world.db
    .insertInto('deposits')
    .values({
      company_id: companyId,
      id,
      product: 'cards',
      wallet_id: walletId,
      chain: 'POLYGON',
      address: HOLDING,
      from_address: TOOLS_ADDRESS,
      token_address: USDC,
      amount: 5_000_000n,
      status: 'BELOW_MINIMUM',
      to_holding: true,
      operation_id: HASH,
      tx_hash: HASH,
      log_index: 0,
      block_number: 1n,
      block_hash: HASH,
      created_at: at,
      updated_at: at,
    })
    .execute()
  return id
}
