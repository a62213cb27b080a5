import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { startTestChain, type TestChain } from '../../tests/harness/anvil.ts'
import { type CompanyApi, startCompanyApi, type TestCompany } from '../../tests/harness/company-api.ts'
import { freshAddress } from '../../tests/harness/sender-world.ts'
import { connectChain } from '../chains/connect.ts'
import { CHECKPOINTS, type Checkpoint } from '../chains/sender/context.ts'
import { createFuel } from '../chains/sender/fuel.ts'
import { createSender } from '../chains/sender/sender.ts'
import { createTokens } from '../chains/tokens.ts'
import { GAS_KEY_PATH } from '../custody/derivation.ts'
import { openVault } from '../custody/vault.ts'
import { createDeposits } from '../deposits/create-deposits.ts'
import { wallClock } from '../kernel/clock.ts'
import type { Answer } from '../kernel/http/answer.ts'
import { createWriter } from '../kernel/http/write-call.ts'
import { newTraceId } from '../kernel/ids.ts'
import { createLogger } from '../kernel/log.ts'
import { joinNodes } from '../kernel/node.ts'
import { Secret } from '../kernel/secret.ts'
import { createTreasury, treasuryParts } from './create-treasury.ts'

const COIN = 10n ** 18n
const WAIT_MS_MAX = 20_000

let api: CompanyApi
let chain: TestChain
let company: TestCompany
beforeAll(async () => {
  chain = await startTestChain({ config: { finalConfirmations: 3 } })
  api = await startCompanyApi({ chain: chain.config })
})
// Each has as many wallets as its contract allows.
beforeEach(async () => {
  company = await api.company()
})
afterAll(async () => {
  await api.stop()
  await chain.stop()
})

/**
 * A node of the platform as far as treasury goes: its calls under idempotency keys, its sender and its loops. One that is `killedAt`
 * stops there for ever: nothing after that line runs.
 */
async function startProcess(killedAt?: Checkpoint) {
  const log = createLogger(process.env.LOG_LEVEL ?? 'silent')
  const { db, url } = api
  const node = await joinNodes(url, log)
  const vault = await openVault(db, new Secret({ kind: 'key', bytes: Buffer.alloc(32, 0x11) }))
  const chains = [connectChain(chain.config)]
  const tokens = await createTokens(db, chains)
  const base = {
    db,
    log,
    node,
    vault,
    chains,
    tokens,
    clock: wallClock,
    config: { minimumDepositMicroUsd: 1_000_000n },
  }
  const { promise: died, resolve } = Promise.withResolvers<void>()
  let isDead = false
  const sender = createSender({
    ...base,
    onSettled: treasuryParts(base).settled,
    fuel: createFuel(base),
    async checkpoint(name) {
      if (killedAt === undefined || (name !== killedAt && !isDead)) return
      if (!isDead) {
        isDead = true
        for (const loop of loops) void loop.stop()
        await node.stop()
        resolve()
      }
      await new Promise(() => {})
    },
  })
  const { sink } = createDeposits({ ...base, products: new Map() })
  const treasury = createTreasury({ ...base, sender, sink })
  const loops = [...sender.start(), ...treasury.start()]
  const writer = createWriter({ db, node, sealer: api.sealer, log, writesPerCompanyMax: 5 })
  const gas = vault.address(GAS_KEY_PATH)
  return {
    gas,
    died,
    isDead: () => isDead,
    run(path: string, params: Record<string, string>, body: object, key?: string): Promise<Answer> {
      const route = treasury.routes.find((one) => one.path === path && one.method === 'POST')
      if (route === undefined || !('write' in route)) throw new Error(`no ${path}`)
      return writer.run(route as never, callOf(params, body), key === undefined ? null : keyed(key, body))
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
      await node.stop()
    },
  }
}

type Process = Awaited<ReturnType<typeof startProcess>>

function callOf(params: Record<string, string>, body: object): never {
  const level = { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 }
  const caller = { type: 'KEY', id: company.id, name: 'first', ipAddress: '127.0.0.1', levels: level }
  const call = {
    companyId: company.id,
    caller,
    traceId: newTraceId(),
    params,
    body,
    query: {},
    now: new Date(),
  }
  return call as never
}

function keyed(key: string, body: object) {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return { companyId: company.id, keyHash: hash(key), requestHash: hash(JSON.stringify(body)) }
}

const answerBody = (answer: Answer) => JSON.parse(String((answer as { body: unknown }).body))

async function openWallet(process: Process) {
  const account = answerBody(await process.run('/mpc/accounts/create', {}, { alias: 'a' }))
  const params = { accountId: account.id }
  const wallet = answerBody(
    await process.run('/mpc/accounts/{accountId}/wallets/create', params, {
      alias: 'w',
      blockchain: 'POLYGON',
    }),
  )
  await chain.sendToken('USDC', wallet.wallet_address, 9_000_000n)
  await chain.sendCoin(process.gas, COIN)
  await chain.mine()
  return { params: { ...params, walletId: wallet.id as string }, address: wallet.wallet_address as string }
}

/** As if earlier transfers had left gas there: then the transfer is what dies, else the sending of its gas. */
async function leaveGas(walletId: string, address: string) {
  await chain.sendCoin(address, COIN)
  await chain.mine()
  await api.db
    .updateTable('treasury_wallets')
    .set({ gas_given: COIN })
    .where('company_id', '=', company.id)
    .where('id', '=', walletId)
    .execute()
}

async function mineUntil(isSo: () => Promise<boolean>) {
  const reached = await becomes(async () => {
    if (await isSo()) return true
    await chain.mine()
    return false
  }, WAIT_MS_MAX)
  if (!reached) throw new Error('mined in vain')
}

const PATH = '/mpc/accounts/{accountId}/wallets/{walletId}/transfer'
const CASES = CHECKPOINTS.flatMap((at) => [
  [at, 'the transfer'] as const,
  [at, 'the sending of its gas'] as const,
])

test.each(CASES)(
  'killed at "%s" of %s, the platform goes on: the caller who asks again gets the one result, and it is paid once',
  async (at, dies) => {
    const doomed = await startProcess(at)
    const { params, address } = await openWallet(doomed)
    if (dies === 'the transfer') await leaveGas(params.walletId, address)
    const to = freshAddress()
    const order = { to, amount: 4, token_address: chain.token('USDC').address }
    void doomed.run(PATH, params, order, to)
    await mineUntil(async () => doomed.isDead())
    await doomed.died
    const successor = await startProcess()
    const paid = () =>
      api.db
        .selectFrom('payments')
        .selectAll()
        .where('company_id', '=', company.id)
        .where('wallet_id', '=', params.walletId)
        .execute()
    const again = () => successor.run(PATH, params, order, to)
    const first = again()
    await mineUntil(async () => {
      const payments = await paid()
      return payments.length > 0 && payments.every(({ status }) => status === 'SUCCESS')
    })
    await chain.mine(4)
    const [payment, ...more] = await paid()
    expect(more).toEqual([])
    expect(await chain.tokenBalance('USDC', to)).toBe(4_000_000n)
    expect(await chain.tokenBalance('USDC', address)).toBe(5_000_000n)
    const answers = [await first, await again()].map(answerBody)
    expect(answers.map(({ id }) => id)).toEqual([payment?.id, payment?.id])
    expect([null, payment?.tx_hash]).toContain(answers[0].transaction_hash)
    const events = await api.db
      .selectFrom('webhook_events')
      .select(['event_type', 'status'])
      .where('company_id', '=', company.id)
      .where('operation_id', '=', payment?.id ?? '')
      .execute()
    expect(events).toEqual([{ event_type: 'transfer', status: 'success' }])
    await successor.stop()
  },
)
