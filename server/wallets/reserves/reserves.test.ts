import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '../../../tests/harness/manual-clock.ts'
import {
  startWalletWorld,
  type WalletCompany,
  type WalletWorld,
} from '../../../tests/harness/wallet-world.ts'

const DAY_MS = 86_400_000
const UNIT = 1_000_000n

let clock: ManualClock
let world: WalletWorld
let folder: string
beforeAll(async () => {
  clock = new ManualClock('2026-03-01T12:00:00.000Z')
  world = await startWalletWorld({ clock })
  folder = await mkdtemp(join(tmpdir(), 'reserves-'))
})
afterAll(async () => {
  await world.stop()
  await rm(folder, { recursive: true })
})

const PROOF = '/management/proof-of-reserves'
const partOf = (walletId: string) => `/virtual-wallets/${walletId}/proof-of-reserves`

/** The answer's own text: numbers as they were sent. */
async function textOf(company: WalletCompany, path: string): Promise<string> {
  const response = await fetch(`${world.url}${path}`, { headers: { 'x-api-key': company.key } })
  expect(response.status).toBe(200)
  return response.text()
}

async function proofOfDay(company: WalletCompany, date: string) {
  await world.waitUntil(async () => (await company.call('GET', `${PROOF}?date=${date}`)).status === 200)
  return (await company.call('GET', `${PROOF}?date=${date}`)).body
}

let files = 0
/** The stand-alone script over these answers, as its user runs it. */
async function check(texts: readonly string[], ...flags: string[]): Promise<{ code: number; said: string }> {
  const paths = await Promise.all(
    texts.map(async (text) => {
      files += 1
      const path = join(folder, `${files}.json`)
      await writeFile(path, text)
      return path
    }),
  )
  return new Promise((resolve) => {
    execFile(process.execPath, ['tools/verify-reserves.mjs', ...flags, ...paths], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
    )
  })
}

test('every wallet finds what it is owed in the signed sum of the day, checked without the server', async () => {
  const company = await world.company()
  const wallets = []
  for (const amount of ['12.345678', '0.000001', '1000', '0', '7']) {
    const wallet = await company.wallet()
    await company.owe(wallet.id, amount)
    wallets.push({ ...wallet, amount })
  }
  await company.fundHolding(500n * UNIT)
  clock.advance(DAY_MS)
  const proof = await proofOfDay(company, '2026-03-02')
  const usdc = proof.tokens.find((token: { symbol: string }) => token.symbol === 'USDC')
  expect(usdc).toMatchObject({
    blockchain: 'POLYGON',
    liabilities: 1019.345679,
    holding: 500,
    unswept: 0,
    reserve_ratio: 0.49051,
    partner_claims: 0,
    leaf_count: 5,
  })
  const whole = await textOf(company, `${PROOF}?date=2026-03-02`)
  for (const { id, amount } of wallets) {
    const part = await textOf(company, `${partOf(id)}?date=2026-03-02`)
    expect(part).toContain(`"balance":${amount},`)
    const { code, said } = await check([whole, part], '--key', proof.public_key)
    expect(said).toContain(`owed ${amount} of ${usdc.token_address}, in the whole proof`)
    expect(code).toBe(0)
  }
})

test('a balance, a sum, a root, a ratio, a date or a key that was changed is told by the stand-alone check', async () => {
  const company = await world.company()
  const [one, other] = [await company.wallet(), await company.wallet()]
  await company.owe(one.id, '40')
  await company.owe(other.id, '2.5')
  clock.advance(DAY_MS)
  const date = clock.now().toISOString().slice(0, 10)
  await proofOfDay(company, date)
  const whole = await textOf(company, PROOF)
  const part = await textOf(company, partOf(one.id))
  expect((await check([whole, part])).code).toBe(0)
  const changes: [string, string, string][] = [
    [part, '"balance":40', '"balance":41'],
    [part, '"sum":2.5', '"sum":0'],
    [part, '"root_sum":42.5', '"root_sum":42'],
    [part, '"side":"', '"side":"x'],
    [whole, '"liabilities":42.5', '"liabilities":40'],
    [whole, '"holding":0', '"holding":1000'],
    [whole, '"leaf_count":2', '"leaf_count":1'],
    [whole, date, '2020-01-01'],
  ]
  for (const [text, from, to] of changes) {
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    const { code, said } = await check([changed])
    expect(said, `${from} → ${to}`).toMatch(/WRONG/)
    expect(code).toBe(1)
  }
  expect((await check([whole], '--key', '00'.repeat(32))).said).toMatch(/not with the key/)
  // A proof signed for others, beside one's own part: the roots differ.
  const stranger = await world.company()
  const wallet = await stranger.wallet()
  await stranger.owe(wallet.id, '1')
  const foreign = await proofOfDay(stranger, date)
  expect(foreign.company_id).not.toBe(company.id)
  expect((await check([await textOf(stranger, PROOF), part])).said).toContain('held against no whole proof')
})

test('a proof stays as it was signed, whatever happens later, and one a day is taken', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  await company.owe(id, '10')
  clock.advance(DAY_MS)
  const first = clock.now().toISOString().slice(0, 10)
  await proofOfDay(company, first)
  const before = await textOf(company, `${PROOF}?date=${first}`)
  await company.owe(id, '99')
  clock.advance(DAY_MS)
  const second = await proofOfDay(company, clock.now().toISOString().slice(0, 10))
  expect(second.tokens[0].liabilities).toBe(99)
  expect(await textOf(company, `${PROOF}?date=${first}`)).toBe(before)
  expect((await company.call('GET', PROOF)).body.date).toBe(second.date)
  const part = await company.call('GET', `${partOf(id)}?date=${first}`)
  expect(part.body.leaves[0].balance).toBe(10)
})

test('without a proof 404, with a bad date 400, without the level 401, and never of another company', async () => {
  const company = await world.company()
  const { id } = await company.wallet()
  expect(await company.call('GET', PROOF)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect(await company.call('GET', partOf(id))).toMatchObject({
    status: 404,
    body: { message: 'Proof of reserves not found', next_step: expect.any(String) },
  })
  await company.owe(id, '1')
  await proofOfDay(company, clock.now().toISOString().slice(0, 10))
  for (const date of ['soon', '2026-02-30', '2026-03-01T00:00:00Z', '99999-01-01', "'", '2026-03-01,x'])
    for (const path of [PROOF, partOf(id)])
      expect(await company.call('GET', `${path}?date=${encodeURIComponent(date)}`), date).toMatchObject({
        status: 400,
        body: { code: 'BAD_REQUEST' },
      })
  expect((await company.call('GET', `${PROOF}?date=1999-01-01`)).status).toBe(404)
  const reader = await company.withLevel(1)
  expect((await reader('GET', partOf(id))).status).toBe(200)
  expect((await reader('GET', PROOF)).status).toBe(401)
  const other = await world.company()
  for (const path of [partOf(id), partOf('nonsense'), partOf(other.id)])
    expect(await other.call('GET', path)).toMatchObject({
      status: 404,
      body: { message: 'Wallet not found' },
    })
})
