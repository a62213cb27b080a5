import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../tests/harness/database.ts'
import type { NewChainTransaction, Token } from '../chains/types.ts'
import { inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { sendStarted } from './send-started.ts'
import { startPayment } from './start-payment.ts'

const TOKEN: Token = {
  id: 'POLYGON:0xtoken',
  chain: 'POLYGON',
  address: '0xtoken',
  name: 'USD Coin',
  symbol: 'USDC',
  decimals: 6,
  usdPrice: '1',
  isDefault: true,
}
const AT = new Date()

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

/** Judged and recorded, with nowhere to go yet. */
async function started(kind: 'ALLOWED' | 'APPROVAL') {
  const [companyId, id] = [newId(), newId()]
  const transaction: NewChainTransaction = {
    companyId,
    id,
    chain: 'POLYGON',
    purpose: 'ramp_off',
    from: { address: '0xholding', keyPath: 'm/1' },
    intent: { kind: 'token_transfer', token: TOKEN.address, to: '0xpartner', amount: '100' },
    createdAt: AT,
  }
  const payment = {
    id,
    companyId,
    product: 'virtual_wallets',
    operation: 'ramp_off',
    walletId: newId(),
    token: TOKEN,
    toAddress: null,
    units: 100n,
    route: 'ON_CHAIN',
    requestedBy: 'key:1',
    at: AT,
  } as const
  const verdict =
    kind === 'ALLOWED'
      ? { kind, usdMicro: 100n, policyVersion: '7' }
      : { kind, usdMicro: 100n, policyVersion: '7', needed: 1, names: [] }
  const { waits } = await inTransaction(database.db, (tx) =>
    startPayment(tx, { payment, transaction: { ...transaction, intent: null }, verdict }),
  )
  expect(waits).toBe(kind === 'APPROVAL')
  const send = (change: Partial<NewChainTransaction> = {}) =>
    inTransaction(database.db, (tx) => sendStarted(tx, { ...transaction, ...change }))
  const queued = async () => {
    const rows = await database.db.selectFrom('chain_transactions').selectAll().where('id', '=', id).execute()
    return rows.map(({ purpose, intent, policy_version }) => ({ purpose, intent, policy_version }))
  }
  return { companyId, id, intent: transaction.intent, send, queued }
}

test('a payment that was started without an address is queued when it has one, once', async () => {
  const { id, intent, send, queued } = await started('ALLOWED')
  expect(await queued()).toEqual([])
  await send()
  await expect(send()).rejects.toThrow('may not be sent')
  expect(await queued()).toEqual([{ purpose: 'ramp_off', intent, policy_version: 7n }])
  const payment = await database.db
    .selectFrom('payments')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(payment).toMatchObject({ to_address: '0xpartner', status: 'PENDING', usd_micro: 100n })
})

describe('nothing is queued', () => {
  test.each(['PENDING', 'REJECTED', 'EXPIRED'])(
    'while its approval is %s, and then it is',
    async (status) => {
      const { id, send, queued } = await started('APPROVAL')
      const decide = (word: string) =>
        database.db.updateTable('approvals').set({ status: word }).where('payment_id', '=', id).execute()
      await decide(status)
      await expect(send()).rejects.toThrow('may not be sent')
      expect(await queued()).toEqual([])
      await decide('APPROVED')
      await send()
      expect(await queued()).toHaveLength(1)
    },
  )

  test('of another amount, token, chain or company than was judged, nor anything but tokens', async () => {
    const { send, queued } = await started('ALLOWED')
    const to = { kind: 'token_transfer', token: TOKEN.address, to: '0xpartner', amount: '100' } as const
    const wrong: Partial<NewChainTransaction>[] = [
      { intent: { ...to, amount: '101' } },
      { intent: { ...to, token: '0xother' } },
      { intent: { kind: 'native_transfer', to: '0xpartner', amount: '100' } },
      { chain: 'BSC' },
      { companyId: newId() },
    ]
    for (const change of wrong) await expect(send(change), JSON.stringify(change)).rejects.toThrow()
    expect(await queued()).toEqual([])
  })

  test('of one that has ended', async () => {
    const { id, send, queued } = await started('ALLOWED')
    await database.db.updateTable('payments').set({ status: 'FAILED' }).where('id', '=', id).execute()
    await expect(send()).rejects.toThrow('may not be sent')
    expect(await queued()).toEqual([])
  })
})
