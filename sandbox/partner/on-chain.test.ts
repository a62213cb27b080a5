import { createRequire } from 'node:module'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { fastClock, startTestPartner, type TestPartner } from '../../tests/harness/partner.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { FAUCET } from '../chains/tokens.ts'
import { FAUCET_ADDRESS, FAUCET_KEY } from '../tron/genesis.ts'
import { USDT } from '../tron/genesis-block.ts'
import { activeCustomer, must, until } from './partner.fixture.ts'

const { TronWeb } = createRequire(import.meta.url)('tronweb') as typeof import('tronweb')
const USDC = 1_000_000n

let chain: TestChain
let tron: TronTestChain
let partner: TestPartner
let customer: string

beforeAll(async () => {
  ;[chain, tron] = await Promise.all([startTestChain({ mining: 'instant' }), startTronTestChain()])
  partner = await startTestPartner({ chain, tron, clock: fastClock(20) })
  customer = await activeCustomer(partner)
})
afterAll(async () => {
  await partner.stop()
  await Promise.all([chain.stop(), tron.stop()])
})

const somebody = () => privateKeyToAddress(generatePrivateKey())
const get = (id: string) => async () => must(await partner.call('GET', `/transfers/${id}`), 200)

async function onRamp(to: string, change: object = {}) {
  const body = {
    on_behalf_of: customer,
    amount: '100.00',
    source: { payment_rail: 'ach_push', currency: 'usd' },
    destination: { payment_rail: 'polygon', currency: 'usdc', to_address: to },
    ...change,
  }
  return must(await partner.call('POST', '/transfers', body), 201)
}

async function usAccount(): Promise<string> {
  const body = {
    currency: 'usd',
    account_type: 'us',
    account_owner_name: 'Ana Paz',
    account: { account_number: '123456789', routing_number: '021000021' },
    address: { street_line_1: '1 Main St', city: 'X', state: 'NY', postal_code: '10001', country: 'USA' },
  }
  return must(await partner.call('POST', `/customers/${customer}/external_accounts`, body), 201).id
}

async function offRamp(from: string, back: string, change: object = {}) {
  const body = {
    on_behalf_of: customer,
    amount: '40.5',
    source: { payment_rail: 'polygon', currency: 'usdc', from_address: from },
    destination: { payment_rail: 'ach', currency: 'usd', external_account_id: await usAccount() },
    return_instructions: { address: back },
    ...change,
  }
  return must(await partner.call('POST', '/transfers', body), 201)
}

describe('an on-ramp on an EVM chain', () => {
  test('pays real tokens once its deposit came: what arrived less the fee, and the receipt names the transaction', async () => {
    const to = somebody()
    const { id } = await onRamp(to, { developer_fee: '0.5' })
    must(await partner.sim('POST', '/deposits', { transfer_id: id, amount: '80.00' }), 200)
    const done = await until(get(id), ({ state }) => state === 'payment_processed')
    expect(done.receipt).toMatchObject({ initial_amount: '80.0', developer_fee: '0.5', final_amount: '79.5' })
    expect((await chain.receipt(done.receipt.destination_tx_hash)).status).toBe('success')
    expect(await chain.tokenBalance('USDC', to)).toBe(79_500_000n)
  })

  test('that is forced to its end pays once, however often it is asked', async () => {
    const to = somebody()
    const { id } = await onRamp(to)
    const order = { amount: null, reason: null, sender: null }
    const states = ['payment_processed', 'payment_submitted', 'payment_processed'] as const
    await Promise.all(states.map((state) => partner.moveTransfer(id, { state, ...order })))
    await until(get(id), ({ state }) => state === 'payment_processed')
    const { payments } = must(await partner.sim('GET', `/transfers/${id}`), 200)
    expect(payments).toHaveLength(1)
    expect(await chain.tokenBalance('USDC', to)).toBe(100n * USDC)
  })

  test('twenty at once are all paid, each its own amount', async () => {
    const payers = Array.from({ length: 20 }, (_, index) => ({ to: somebody(), amount: `${10 + index}.0` }))
    const ids = await Promise.all(
      payers.map(async ({ to, amount }) => {
        const { id } = await onRamp(to, { amount })
        must(await partner.sim('POST', '/deposits', { transfer_id: id }), 200)
        return id
      }),
    )
    for (const id of ids) await until(get(id), ({ state }) => state === 'payment_processed')
    for (const [index, { to }] of payers.entries())
      expect(await chain.tokenBalance('USDC', to)).toBe(BigInt(10 + index) * USDC)
  })

  test('whose payment a reorganisation takes away is paid again by the same transaction', async () => {
    const to = somebody()
    const { id } = await onRamp(to)
    must(await partner.sim('POST', `/transfers/${id}/state`, { state: 'payment_processed' }), 200)
    const { receipt } = await get(id)()
    await chain.receipt(receipt.destination_tx_hash)
    await chain.reorg({ depth: 1, keepTransactions: false })
    expect(await chain.tokenBalance('USDC', to)).toBe(0n)
    await until(
      async () => chain.tokenBalance('USDC', to),
      (balance) => balance === 100n * USDC,
    )
    expect((await get(id)()).receipt.destination_tx_hash).toBe(receipt.destination_tx_hash)
  })
})

describe('an off-ramp on an EVM chain', () => {
  const pay = async (transfer: { source_deposit_instructions: { to_address: string } }, units: bigint) => {
    const hash = await chain.sendToken('USDC', transfer.source_deposit_instructions.to_address, units)
    await chain.receipt(hash)
    return hash
  }

  test('counts its deposit when that is final and not before, and is paid out with a trace', async () => {
    const transfer = await offRamp(FAUCET.address, somebody(), { developer_fee: '0.2' })
    expect(transfer.source_deposit_instructions).toMatchObject({ amount: '40.5', currency: 'usdc' })
    const hash = await pay(transfer, 40_500_000n)
    await chain.mine(8)
    const seen = async () => must(await partner.sim('GET', '/chains'), 200).data[0].seen_block
    // the block of the deposit has nine confirmations, and the one before it is the newest that is final
    const final = (await chain.height()) - 9
    await until(seen, (block) => block === final)
    const { arrivals } = must(await partner.sim('GET', `/transfers/${transfer.id}`), 200)
    expect(arrivals).toEqual([])
    await chain.mine(1)
    const done = await until(get(transfer.id), ({ state }) => state === 'payment_processed')
    expect(done.receipt).toMatchObject({ source_tx_hash: hash, initial_amount: '40.5', final_amount: '40.3' })
    expect(done.destination.trace_number).toMatch(/^\d{15}$/)
  })

  test.each(['returned', 'canceled', 'error'])(
    'that ends as %s sends the very tokens back, once',
    async (state) => {
      const back = somebody()
      const transfer = await offRamp(FAUCET.address, back)
      await pay(transfer, 40_500_000n)
      await chain.mine(10)
      await until(get(transfer.id), ({ state }) => state !== 'awaiting_funds')
      must(
        await partner.sim('POST', `/transfers/${transfer.id}/state`, { state, reason: 'account closed' }),
        200,
      )
      const done = await until(get(transfer.id), ({ state }) => state === 'refunded')
      expect(done.return_details.reason).toBe('account closed')
      expect((await chain.receipt(done.return_details.refund_reference_id)).status).toBe('success')
      must(await partner.sim('POST', `/transfers/${transfer.id}/state`, { state: 'returned' }), 200)
      await until(get(transfer.id), ({ state }) => state === 'refunded')
      expect(await chain.tokenBalance('USDC', back)).toBe(40_500_000n)
    },
  )

  test('that was ended while its tokens were on their way sends them back when they arrive', async () => {
    const [early, gone] = [somebody(), somebody()]
    const ended = await offRamp(FAUCET.address, early)
    const deleted = await offRamp(FAUCET.address, gone)
    must(await partner.sim('POST', `/transfers/${ended.id}/state`, { state: 'canceled' }), 200)
    must(await partner.call('DELETE', `/transfers/${deleted.id}`), 200)
    for (const one of [ended, deleted]) await pay(one, 40_500_000n)
    await chain.mine(10)
    await until(get(ended.id), ({ state }) => state === 'refunded')
    for (const back of [early, gone])
      await until(
        async () => chain.tokenBalance('USDC', back),
        (balance) => balance === 40_500_000n,
      )
    expect((await partner.call('GET', `/transfers/${deleted.id}`)).status).toBe(404)
  })

  test('without a return address goes back by the policy of the account, and without one waits for it', async () => {
    const open = () => offRamp(FAUCET.address, '', { return_instructions: undefined })
    const bounce = async (id: string) =>
      must(await partner.sim('POST', `/transfers/${id}/state`, { state: 'returned' }), 200)
    const stuck = await open()
    await pay(stuck, 40_500_000n)
    await chain.mine(10)
    await until(get(stuck.id), ({ state }) => state !== 'awaiting_funds')
    await bounce(stuck.id)
    await until(get(stuck.id), ({ state }) => state === 'missing_return_policy')
    const back = somebody()
    const policy = {
      strategy: 'static_address',
      return_address: back,
      payment_rail: 'polygon',
      currency: 'usdc',
    }
    const { id } = must(
      await partner.call('POST', '/crypto_return_policies', { crypto_return_policy: policy }),
      201,
    )
    await bounce(stuck.id)
    await until(get(stuck.id), ({ state }) => state === 'refunded')
    expect(await chain.tokenBalance('USDC', back)).toBe(40_500_000n)
    expect(must(await partner.call('GET', '/crypto_return_policies'), 200).data).toHaveLength(1)
    must(await partner.call('DELETE', `/crypto_return_policies/${id}`), 200)
    expect(
      (await partner.call('POST', '/crypto_return_policies', { ...policy, return_address: 'x' })).status,
    ).toBe(400)
  })

  test('takes no deposit of a stranger, of another token, or a second one', async () => {
    const transfer = await offRamp(somebody(), somebody())
    await pay(transfer, 5n)
    await chain.mine(10)
    const inside = async () => must(await partner.sim('GET', `/transfers/${transfer.id}`), 200)
    const seen = await until(inside, ({ arrivals }) => arrivals.length === 1)
    expect(seen).toMatchObject({
      state: 'awaiting_funds',
      arrivals: [{ ignored: expect.stringMatching('must come from') }],
    })
    const open = await offRamp(somebody(), somebody(), { features: { allow_any_from_address: true } })
    await chain.receipt(await chain.sendToken('USDT', open.source_deposit_instructions.to_address, 7n))
    await pay(open, 40_500_000n)
    await pay(open, 40_500_000n)
    await chain.mine(10)
    const whole = async () => must(await partner.sim('GET', `/transfers/${open.id}`), 200)
    const { arrivals } = await until(whole, ({ state }) => state === 'payment_processed')
    expect(arrivals.map((one: { ignored: string | null }) => one.ignored)).toEqual([
      'the transfer is paid in usdc',
      null,
      'it was paid before',
    ])
  })
})

describe('on Tron', () => {
  const tronAddress = () => TronWeb.address.fromPrivateKey(generatePrivateKey().slice(2)) || ''
  const mineUntil = (read: Parameters<typeof until>[0], fits: Parameters<typeof until>[1]) =>
    until(async () => {
      await tron.mine()
      return read()
    }, fits)

  /** As anybody does with tronweb: a token transfer with a memo. */
  async function pay(to: string, units: number, memo: string | null): Promise<string> {
    const web = new TronWeb({ fullHost: tron.url, privateKey: FAUCET_KEY })
    const built = await web.transactionBuilder.triggerSmartContract(
      USDT.address,
      'transfer(address,uint256)',
      { feeLimit: 100_000_000 },
      [
        { type: 'address', value: to },
        { type: 'uint256', value: units },
      ],
      FAUCET_ADDRESS,
    )
    const transaction =
      memo === null
        ? built.transaction
        : await web.transactionBuilder.addUpdateData(built.transaction, memo, 'utf8', { txLocal: true })
    const sent = await web.trx.sendRawTransaction(await web.trx.sign(transaction))
    expect(sent).toMatchObject({ result: true })
    await tron.mine()
    return sent.transaction.txID
  }

  test('an on-ramp pays USDT to an address that was never used', async () => {
    const to = tronAddress()
    const { id } = await onRamp(to, {
      destination: { payment_rail: 'tron', currency: 'usdt', to_address: to },
    })
    must(await partner.sim('POST', '/deposits', { transfer_id: id }), 200)
    const { receipt } = await mineUntil(get(id), ({ state }) => state === 'payment_processed')
    // against the dollar USDT is sold at 0.995 of its worth
    expect(receipt).toMatchObject({ exchange_rate: '0.995', mid_market_rate: '1', final_amount: '99.5' })
    expect(await tron.tokenBalance('USDT', to)).toBe(99_500_000n)
    expect(tron.info(receipt.destination_tx_hash)).toMatchObject({ receipt: { result: 'SUCCESS' } })
  })

  test('an off-ramp takes what comes with its memo alone, and a bounced one sends it back', async () => {
    const back = tronAddress()
    const transfer = await offRamp(FAUCET_ADDRESS, back, {
      source: { payment_rail: 'tron', currency: 'usdt', from_address: FAUCET_ADDRESS },
    })
    const { to_address: to, blockchain_memo: memo } = transfer.source_deposit_instructions
    expect(memo).toMatch(/^\d{10}$/)
    await pay(to, 1_000_000, null)
    await pay(to, 2_000_000, '0000000000')
    const hash = await pay(to, 40_500_000, memo)
    const paid = await mineUntil(get(transfer.id), ({ state }) => state === 'payment_processed')
    expect(paid.receipt).toMatchObject({ source_tx_hash: hash, initial_amount: '40.5' })
    const { arrivals } = must(await partner.sim('GET', `/transfers/${transfer.id}`), 200)
    expect(arrivals.map((one: { memo: string | null }) => one.memo)).toEqual([null, '0000000000', memo])
    must(await partner.sim('POST', `/transfers/${transfer.id}/state`, { state: 'returned' }), 200)
    const done = await mineUntil(get(transfer.id), ({ state }) => state === 'refunded')
    expect(await tron.tokenBalance('USDT', back)).toBe(40_500_000n)
    expect(tron.info(done.return_details.refund_reference_id)).not.toBeNull()
  })
})
