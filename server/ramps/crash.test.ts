import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fastClock, startTestPartner, type TestPartner } from '../../tests/harness/partner.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { findBankAccount } from '../clients/banks/bank-account.ts'
import { checkHoldings } from '../holdings/check-holdings.ts'
import { type Database, inTransaction } from '../kernel/database.ts'
import { newId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import { verifyBooks } from '../ledger/verify.ts'
import type { Partner } from '../partner/partner.ts'
import { cancelUnpaid } from './cancel-unpaid.ts'
import { checkRamps } from './check-ramps.ts'
import type { RampDeps } from './deps.ts'
import { driveRamp } from './drive-ramp.ts'
import { giveUp } from './give-up.ts'
import { loadRamp, type RampKey } from './ramp.ts'
import { findParty } from './ramp-wallet.ts'
import { nodeDeps } from './ramp-world.fixture.ts'
import { startRampOff } from './start-ramp-off.ts'
import { startRampOn } from './start-ramp-on.ts'

const UNIT = 1_000_000n
const ENDORSEMENTS = ['base', 'sepa', 'spei', 'pix', 'faster_payments', 'cop']

let world: WalletWorld
let bank: TestPartner
/** Drives ramps as a node does. The platform of this world has no partner, so nobody else drives them. */
let healthy: RampDeps
let partner: Partner
beforeAll(async () => {
  world = await startWalletWorld()
  bank = await startTestPartner({ chain: world.chain(), clock: fastClock(20) })
  console.log(`partner: seed ${bank.seed}`)
  const deps = await nodeDeps(world, bank)
  healthy = deps
  partner = deps.partner
})
afterAll(async () => {
  await world.stop()
  await bank.stop()
})

class Killed extends Error {}

/** The same node, which is gone for ever after its n-th durable act: a call of the partner that was made, or a commit. */
function doomed(acts: number): RampDeps & { readonly isDead: () => boolean } {
  let left = acts
  const act = async <T>(work: () => Promise<T>): Promise<T> => {
    if (left === 0) throw new Killed()
    const done = await work()
    left -= 1
    if (left === 0) throw new Killed()
    return done
  }
  const mortalPartner = new Proxy(partner, {
    get(target, name: keyof Partner) {
      if (name === 'listTransfers') return target.listTransfers
      const call = target[name] as (...args: unknown[]) => Promise<unknown>
      return (...args: unknown[]) => act(() => call.apply(target, args))
    },
  })
  const db = new Proxy(world.db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)
      return () => ({
        setIsolationLevel: () => ({
          execute: (work: Parameters<typeof inTransaction>[1]) => act(() => inTransaction(target, work)),
        }),
      })
    },
  }) as Database
  return { ...healthy, db, partner: mortalPartner, isDead: () => left === 0 }
}

interface Place {
  readonly company: WalletCompany
  readonly walletId: string
  readonly bankId: string
}

/** A funded wallet whose client the partner knows, with a bank account there. */
async function newPlace(): Promise<Place> {
  const company = await world.company()
  const wallet = await company.wallet()
  await company.owe(wallet.id, '100')
  await company.fundHolding(100n * UNIT)
  const { body: customer } = await bank.call('POST', '/customers', {
    type: 'individual',
    endorsements: ENDORSEMENTS,
  })
  await bank.sim('POST', `/customers/${customer.id}/status`, { status: 'active', endorsements: ENDORSEMENTS })
  const { body: account } = await bank.call('POST', `/customers/${customer.id}/external_accounts`, {
    currency: 'usd',
    account_type: 'us',
    account_owner_name: 'Ana Paz',
    address: {
      street_line_1: '1 Main Street',
      city: 'Springfield',
      state: 'IL',
      postal_code: '62701',
      country: 'USA',
    },
    account: { account_number: '123456789012', routing_number: '021000021', checking_or_savings: 'savings' },
  })
  const [at, clientId, bankId] = [new Date(), newId(), newId()]
  const common = { company_id: company.id, created_at: at }
  await world.db
    .insertInto('clients')
    .values({
      ...common,
      id: clientId,
      type: 'individual',
      status: 'active',
      first_name: 'Ana',
      partner_key: newId(),
      updated_at: at,
    })
    .execute()
  await world.db
    .insertInto('client_providers')
    .values({
      ...common,
      id: newId(),
      client_id: clientId,
      provider: 'BRIDGE',
      customer_id: customer.id,
      status: 'active',
      endorsements: '[]',
      updated_at: at,
    })
    .execute()
  await world.db
    .insertInto('bank_accounts')
    .values({
      ...common,
      id: bankId,
      client_id: clientId,
      rail: 'ACH',
      currency: 'USD',
      state: 'ACTIVE',
      bank_holder_name: 'Ana Paz',
      last4: '9012',
      sealed: Buffer.from('sealed'),
      customer_id: customer.id,
      partner_key: newId(),
      partner_account_id: account.id,
      next_try_at: at,
    })
    .execute()
  await world.db
    .updateTable('virtual_wallets')
    .set({ client_id: clientId })
    .where('id', '=', wallet.id)
    .execute()
  return { company, walletId: wallet.id, bankId }
}

async function partyOf({ company, walletId }: Place) {
  const wallet = await world.db
    .selectFrom('virtual_wallets')
    .selectAll()
    .where('id', '=', walletId)
    .executeTakeFirstOrThrow()
  const party = await findParty(world.db, wallet)
  if (isRefusal(party)) throw new Error(`${company.id}: ${party.name}`)
  return party
}

async function startOff(place: Place): Promise<RampKey> {
  const found = await findBankAccount(world.db, place.company.id, place.bankId)
  if (isRefusal(found)) throw new Error(found.name)
  const [token] = healthy.tokens.defaults('POLYGON')
  if (token === undefined) throw new Error('no token')
  const target = { bank: found, rail: 'ACH', currency: 'USD', units: 40n * UNIT, reference: null } as const
  const order = {
    party: await partyOf(place),
    target,
    token,
    quoted: 3_980n,
    requestedBy: 'key:test',
    at: new Date(),
  }
  const started = await inTransaction(world.db, (tx) => startRampOff(tx, healthy, order))
  if (isRefusal(started)) throw new Error(started.name)
  return { companyId: place.company.id, id: started.rampId }
}

async function startOn(place: Place): Promise<RampKey> {
  const order = {
    rail: 'PIX',
    currency: 'BRL',
    cents: 10_000n,
    redirectUrl: null,
    quoted: 18n * UNIT,
  } as const
  const party = await partyOf(place)
  const id = await inTransaction(world.db, (tx) =>
    startRampOn(tx, healthy, { ...order, party, requestedBy: 'key:test', at: new Date() }),
  )
  return { companyId: place.company.id, id }
}

/** Also those that were deleted: what was ever made. */
async function madeFor({ id }: RampKey): Promise<string[]> {
  const { body } = await bank.call('GET', '/webhook_events?limit=500&category=transfer')
  const objects = body.data.map(
    (event: { event_object: { id: string; client_reference_id: string } | null }) => event.event_object,
  )
  const named = objects.filter(
    (one: { client_reference_id?: string } | null) => one?.client_reference_id === id,
  )
  return [...new Set(named.map((one: { id: string }) => one.id))] as string[]
}

async function expectSound(company: WalletCompany): Promise<void> {
  const { findings } = await verifyBooks({ db: world.db, companyId: company.id, checks: [checkRamps] })
  expect(findings).toEqual([])
}

/** Runs it with a node that dies after one act, after two, … until one lives. @returns how many died. */
async function killAtEveryAct(run: (acts: number) => Promise<boolean>): Promise<number> {
  for (let acts = 1; ; acts += 1) if (await run(acts)) return acts - 1
}

async function until(
  key: RampKey,
  isSo: (ramp: Awaited<ReturnType<typeof loadRamp>>) => boolean,
): Promise<void> {
  await world.mineUntil(async () => {
    await driveRamp(healthy, key)
    return isSo(await loadRamp(world.db, key))
  })
}

const survives = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof Killed) return false
    throw error
  }
}

describe('killed after any call and any commit', () => {
  test('an off-ramp has one transfer, its tokens leave once, and it ends once', async () => {
    const place = await newPlace()
    const died = await killAtEveryAct(async (acts) => {
      const key = await startOff(place)
      const node = doomed(acts)
      const lives = await survives(driveRamp(node, key))
      await until(key, ({ status, tokens }) => status === 'COMPLETED' && tokens === 'LEFT')
      const ramp = await loadRamp(world.db, key)
      expect(await world.chain().tokenBalance('USDC', String(ramp.instructions?.to_address))).toBe(40n * UNIT)
      const events = await place.company.events()
      expect(
        events.filter(({ operation_id }) => operation_id === key.id).map(({ status }) => status),
      ).toEqual(['success'])
      expect(await madeFor(key)).toEqual([ramp.partner_transfer_id])
      await place.company.owe(place.walletId, '100')
      await place.company.fundHolding(40n * UNIT)
      return lives
    })
    // The transfer made, taken in, its tokens queued.
    expect(died).toBe(3)
    await expectSound(place.company)
  })

  test('one that was given up is given back once and dropped at the partner', async () => {
    const place = await newPlace()
    const died = await killAtEveryAct(async (acts) => {
      const key = await startOff(place)
      // Made there, and the node died before it knew.
      await survives(driveRamp(doomed(1), key))
      const node = doomed(acts)
      const lives = await survives(giveUp(node, key).then(() => driveRamp(node, key)))
      await giveUp(healthy, key)
      await until(key, (ramp) => ramp.given_back && !ramp.drop_transfer)
      const made = await madeFor(key)
      expect(made).toHaveLength(1)
      expect((await bank.call('GET', `/transfers/${made[0]}`)).status).toBe(404)
      expect(await place.company.ledger('VIRTUAL_BALANCE', place.walletId)).toBe(100n * UNIT)
      const events = await place.company.events()
      expect(
        events.filter(({ operation_id }) => operation_id === key.id).map(({ status }) => status),
      ).toEqual(['failed'])
      return lives
    })
    expect(died).toBeGreaterThanOrEqual(3)
    await expectSound(place.company)
  })

  test('an on-ramp is made once, and cancelled once, here and there', async () => {
    const place = await newPlace()
    const died = await killAtEveryAct(async (acts) => {
      const key = await startOn(place)
      const node = doomed(acts)
      const lives = await survives(
        driveRamp(node, key).then(async () =>
          cancelUnpaid(node, node.partner ?? partner, await loadRamp(world.db, key), 'Cancelled'),
        ),
      )
      await until(key, ({ state }) => state === 'awaiting_funds' || state === 'canceled')
      const ramp = await loadRamp(world.db, key)
      if (ramp.state !== 'canceled') await cancelUnpaid(healthy, partner, ramp, 'Cancelled')
      expect(await madeFor(key)).toEqual([ramp.partner_transfer_id])
      expect((await bank.call('GET', `/transfers/${ramp.partner_transfer_id}`)).status).toBe(404)
      const events = await place.company.events()
      expect(
        events.filter(({ operation_id }) => operation_id === key.id).map(({ status }) => status),
      ).toEqual(['canceled'])
      return lives
    })
    expect(died).toBe(4)
    await expectSound(place.company)
  })
})

test('tokens that are taken and not sent yet are still in the holding wallet, and the books know it', async () => {
  const place = await newPlace()
  await startOff(place)
  const checks = [checkRamps, checkHoldings(healthy.chains)]
  const { findings, counts } = await verifyBooks({ db: world.db, companyId: place.company.id, checks })
  expect([findings, counts.holdings, counts.ramps]).toEqual([[], 1, 1])
})

test('two nodes that drive one ramp at the same time do no harm', async () => {
  const place = await newPlace()
  const key = await startOff(place)
  await Promise.all(Array.from({ length: 4 }, () => driveRamp(healthy, key)))
  await until(key, ({ status, tokens }) => status === 'COMPLETED' && tokens === 'LEFT')
  expect(await madeFor(key)).toHaveLength(1)
  expect(await place.company.ledger('VIRTUAL_BALANCE', place.walletId)).toBe(60n * UNIT)
  await expectSound(place.company)
})

describe('what the partner asks for is judged before tokens leave', () => {
  const strange = async (change: (told: Record<string, string | null>) => Record<string, string | null>) => {
    const place = await newPlace()
    const key = await startOff(place)
    const liar: Partner = {
      ...partner,
      async createTransfer(transfer, id) {
        const made = await partner.createTransfer(transfer, id)
        return { ...made, instructions: change({ ...made.instructions }) }
      },
    }
    await driveRamp({ ...healthy, partner: liar }, key)
    return { place, key }
  }

  test.each<[string, (told: Record<string, string | null>) => Record<string, string | null>, string]>([
    ['an address that is none', (told) => ({ ...told, to_address: 'somewhere' }), 'named no address'],
    ['an address of nobody', (told) => ({ ...told, to_address: `0x${'0'.repeat(40)}` }), 'named no address'],
    [
      'our token itself',
      (told) => ({ ...told, to_address: world.chain().token('USDC').address }),
      'named no address',
    ],
    ['another amount', (told) => ({ ...told, amount: '41.0' }), 'another amount'],
    [
      'a memo that the chain does not carry',
      (told) => ({ ...told, blockchain_memo: randomUUID() }),
      'a memo',
    ],
  ])('%s: nothing is sent, the balance goes back, the transfer is dropped', async (_what, change, reason) => {
    const { place, key } = await strange(change)
    const ramp = await loadRamp(world.db, key)
    expect(ramp).toMatchObject({ status: 'FAILED', tokens: 'BACK', drop_transfer: true })
    expect(ramp.reason).toContain(reason)
    await until(key, ({ drop_transfer }) => !drop_transfer)
    expect((await bank.call('GET', `/transfers/${ramp.partner_transfer_id}`)).status).toBe(404)
    expect(await place.company.ledger('HOLDING')).toBe(100n * UNIT)
    expect(await place.company.ledger('VIRTUAL_BALANCE', place.walletId)).toBe(100n * UNIT)
    await expectSound(place.company)
  })

  test('tokens do not follow a transfer that the partner no longer has', async () => {
    const { place, key } = await strange((told) => ({ ...told, to_address: null }))
    const { partner_transfer_id: transferId } = await loadRamp(world.db, key)
    expect((await bank.call('DELETE', `/transfers/${transferId}`)).status).toBe(200)
    await driveRamp(healthy, key)
    expect(await loadRamp(world.db, key)).toMatchObject({
      status: 'FAILED',
      tokens: 'BACK',
      given_back: true,
    })
    expect(await place.company.ledger('VIRTUAL_BALANCE', place.walletId)).toBe(100n * UNIT)
    await expectSound(place.company)
  })

  test('an address that is not there yet is asked for again', async () => {
    const { key } = await strange((told) => ({ ...told, to_address: null }))
    expect(await loadRamp(world.db, key)).toMatchObject({ tokens: 'HELD', status: 'PROCESSING' })
    await until(key, ({ status }) => status === 'COMPLETED')
  })
})

test('a key that expired before it made anything is replaced, and the next call makes one', async () => {
  const place = await newPlace()
  const key = await startOff(place)
  const { partner_key: first } = await loadRamp(world.db, key)
  // Used long ago for something else: the partner says 422, and has no transfer of this ramp.
  await bank.call('POST', '/customers/tos_links', undefined, { 'idempotency-key': first })
  const other = { on_behalf_of: 'nobody' }
  await bank.call('POST', '/transfers', other, { 'idempotency-key': first })
  await until(key, ({ status }) => status === 'COMPLETED')
  const ramp = await loadRamp(world.db, key)
  expect(ramp.partner_key).not.toBe(first)
  expect(await madeFor(key)).toEqual([ramp.partner_transfer_id])
})
