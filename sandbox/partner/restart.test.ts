import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { fastClock, newWalletKey, startTestPartner, type TestPartner } from '../../tests/harness/partner.ts'
import { startWebhookSink } from '../../tests/harness/webhook-sink.ts'
import { FAUCET } from '../chains/tokens.ts'
import { becomes } from '../processes.ts'
import { ANA, activeCustomer, must, until } from './partner.fixture.ts'
import { partnerWalletAddress } from './wallet-address.ts'

let chain: TestChain
let folder: string
let partner: TestPartner
const walletKey = newWalletKey()

beforeAll(async () => {
  chain = await startTestChain()
  const wallet = partnerWalletAddress(walletKey, 'EVM')
  await chain.sendCoin(wallet, 10n ** 20n)
  await chain.sendToken('USDC', wallet, 10n ** 12n)
  await chain.mine()
})
afterAll(() => chain.stop())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-partner-'))
  await start()
})
afterEach(async () => {
  await partner.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(seed = 'first'): Promise<void> {
  const files = { stateFile: join(folder, 'partner.jsonl'), portFile: join(folder, 'partner.json') }
  partner = await startTestPartner({ chain, walletKey, seed, clock: fastClock(20), ...files })
}

/** What a kill leaves is what the file has: every answer was written before it was given. */
async function again(): Promise<void> {
  await partner.stop()
  await start('another')
}

const get = (id: string) => async () => must(await partner.call('GET', `/transfers/${id}`), 200)
const somebody = () => privateKeyToAddress(generatePrivateKey())

async function onRamp(to: string) {
  const body = {
    on_behalf_of: await activeCustomer(partner),
    amount: '30',
    source: { payment_rail: 'wire', currency: 'usd' },
    destination: { payment_rail: 'polygon', currency: 'usdc', to_address: to },
  }
  return must(await partner.call('POST', '/transfers', body), 201)
}

describe('a partner that comes back', () => {
  test('has its seed, its port, its customers and the answers of its keys', async () => {
    const { url } = partner
    const headers = { 'idempotency-key': 'kept' }
    const made = must(await partner.call('POST', '/customers', ANA, headers), 201)
    await again()
    expect([partner.seed, partner.url]).toEqual(['first', url])
    expect(must(await partner.call('POST', '/customers', ANA, headers), 201)).toEqual(made)
    expect(must(await partner.call('GET', '/customers'), 200).count).toBe(1)
  })

  test('broadcasts a payment again that no block has yet, and pays once', async () => {
    const to = somebody()
    const { id } = await onRamp(to)
    must(await partner.sim('POST', `/transfers/${id}/state`, { state: 'payment_submitted' }), 200)
    const { receipt } = await get(id)()
    // the node forgets what waits for a block
    await chain.rpc('anvil_dropAllTransactions', [])
    await again()
    const { state } = await until(
      async () => {
        await chain.mine()
        return get(id)()
      },
      (one) => one.state === 'payment_processed',
    )
    expect(state).toBe('payment_processed')
    expect((await get(id)()).receipt.destination_tx_hash).toBe(receipt.destination_tx_hash)
    expect(await chain.tokenBalance('USDC', to)).toBe(30_000_000n)
    await again()
    await chain.mine(12)
    expect(await chain.tokenBalance('USDC', to)).toBe(30_000_000n)
  })

  test('finds a deposit that became final while it was away', async () => {
    const account = {
      currency: 'mxn',
      account_type: 'clabe',
      account_owner_name: 'Ana Paz',
      clabe: { account_number: '032180000118359719' },
    }
    const customer = await activeCustomer(partner)
    const { id: accountId } = must(
      await partner.call('POST', `/customers/${customer}/external_accounts`, account),
      201,
    )
    const body = {
      on_behalf_of: customer,
      amount: '30',
      source: { payment_rail: 'polygon', currency: 'usdc', from_address: FAUCET.address },
      destination: { payment_rail: 'spei', currency: 'mxn', external_account_id: accountId },
      return_instructions: { address: somebody() },
    }
    const transfer = must(await partner.call('POST', '/transfers', body), 201)
    await partner.stop()
    await chain.sendToken('USDC', transfer.source_deposit_instructions.to_address, 30_000_000n)
    await chain.mine(10)
    await start()
    await until(get(transfer.id), ({ state }) => state === 'payment_processed')
    // and counts it once, also when it reads the blocks again
    await partner.stop()
    appendFileSync(join(folder, 'partner.jsonl'), `${JSON.stringify([['state', 'cursor:polygon', 0]])}\n`)
    await start()
    const final = (await chain.height()) - 9
    await until(
      async () => must(await partner.sim('GET', '/chains'), 200).data[0].seen_block,
      (block) => block === final,
    )
    const { arrivals } = must(await partner.sim('GET', `/transfers/${transfer.id}`), 200)
    expect(arrivals.map((one: { ignored: string | null }) => one.ignored)).toEqual([null])
  })

  test('goes on with a transfer, a review and its webhooks where it stopped', async () => {
    const sink = await startWebhookSink((_request, response) => void response.writeHead(500).end())
    try {
      const hook = { url: sink.url, event_epoch: 'webhook_creation', event_categories: ['transfer'] }
      const { id: hookId } = must(await partner.call('POST', '/webhooks', hook), 201)
      must(await partner.call('PUT', `/webhooks/${hookId}`, { status: 'active' }), 200)
      const to = somebody()
      const { id } = await onRamp(to)
      must(await partner.sim('POST', '/deposits', { transfer_id: id }), 200)
      await becomes(() => sink.requests.length > 0, 5_000)
      await again()
      sink.respond = (_request, response) => void response.writeHead(200).end()
      await until(
        async () => {
          await chain.mine()
          return get(id)()
        },
        ({ state }) => state === 'payment_processed',
      )
      const states = () => [...new Set(sink.requests.map(({ json }) => json.event_object_status))]
      expect(await becomes(() => states().length === 4, 10_000)).toBe(true)
      expect(states()).toEqual(['awaiting_funds', 'funds_received', 'payment_submitted', 'payment_processed'])
    } finally {
      await sink.close()
    }
  })
})
