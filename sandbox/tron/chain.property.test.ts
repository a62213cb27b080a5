import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import fc from 'fast-check'
import { publicKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { propertySeed } from '../../tests/harness/seed.ts'
import type { TronAccount } from './account.ts'
import type { Chain } from './chain.ts'
import { readDump, writeDump } from './dump.ts'
import { FAUCET_KEY, makeGenesis } from './genesis.ts'
import { USDT } from './genesis-block.ts'
import { Refused } from './refused.ts'
import { readTokenBalance, sendCoin, sendFrom, sendToken } from './send.ts'

const SUN = 1_000_000n
const KEYS = [FAUCET_KEY, '01'.repeat(32), '02'.repeat(32), '03'.repeat(32)]
const ADDRESSES = KEYS.map((key) => {
  const point = secp256k1.getPublicKey(Buffer.from(key, 'hex'), false)
  return addressOfEvm(publicKeyToAddress(`0x${Buffer.from(point).toString('hex')}`))
})
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-tron-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Coin of all accounts, wherever it lies, and what was burned. */
function allCoin(chain: Chain): bigint {
  let sum = 0n
  for (const [key, value] of chain.store.entries())
    if (key.startsWith('account:')) sum += coinOf(value as TronAccount)
  for (let number = 0; number <= chain.head.number; number += 1)
    for (const { receipt } of chain.block(number)?.transactions ?? []) sum += receipt.fee
  return sum
}

function coinOf({ balance, stakes, unstaking }: TronAccount): bigint {
  const { BANDWIDTH, ENERGY } = stakes
  const staked = BANDWIDTH.own + BANDWIDTH.lentOut + ENERGY.own + ENERGY.lentOut
  return balance + staked + unstaking.reduce((sum, { amount }) => sum + amount, 0n)
}

async function allTokens(chain: Chain): Promise<bigint> {
  const balances = await Promise.all(
    ADDRESSES.map((address) => readTokenBalance(chain, USDT.address, address)),
  )
  return balances.reduce((sum, balance) => sum + balance, 0n)
}

const who = fc.nat(KEYS.length - 1)
const amount = fc.bigInt(1n, 50_000n * SUN)
const step = fc.oneof(
  fc.record({
    kind: fc.constantFrom('coin', 'token', 'stake', 'lend', 'return'),
    from: who,
    to: who,
    amount,
  }),
  fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('fork' as const),
    depth: fc.integer({ min: 1, max: 5 }),
    keep: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('restart' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function play(chain: Chain, one: Step): Promise<Chain> {
  switch (one.kind) {
    case 'mine':
      await chain.mine(one.blocks, 1)
      return chain
    case 'fork':
      await chain.fork(Math.min(one.depth, chain.forkDepthMax), one.keep)
      return chain
    case 'restart': {
      const file = join(folder, 'dump.json')
      writeDump(chain, file)
      const again = await readDump(file, chain.finality)
      expect(again?.head.id).toBe(chain.head.id)
      return again ?? chain
    }
    default:
      await send(chain, one).catch((error) => {
        if (!(error instanceof Refused)) throw error
      })
      return chain
  }
}

function send(chain: Chain, { kind, from, to, amount }: Extract<Step, { from: number }>): Promise<string> {
  const [key = '', owner = '', receiver = ''] = [KEYS[from], ADDRESSES[from], ADDRESSES[to]]
  const loan = { owner, to: receiver, stake: amount, resource: 'ENERGY' as const }
  switch (kind) {
    case 'token':
      return sendToken(chain, key, USDT.address, receiver, amount)
    case 'stake':
      return sendFrom(chain, key, {
        type: 'FreezeBalanceV2Contract',
        owner,
        stake: amount,
        resource: 'ENERGY',
      })
    case 'lend':
      return sendFrom(chain, key, { type: 'DelegateResourceContract', ...loan })
    case 'return':
      return sendFrom(chain, key, { type: 'UnDelegateResourceContract', ...loan })
    default:
      return sendCoin(chain, key, receiver, amount)
  }
}

test('no coin and no token comes into being or gets lost, whatever is sent, staked, forked or restarted', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    let chain = await makeGenesis(3)
    const [coin, tokens] = [allCoin(chain), await allTokens(chain)]
    for (const [index, address] of ADDRESSES.slice(1).entries())
      await sendCoin(chain, FAUCET_KEY, address, BigInt(index + 1) * 20_000n * SUN)
    await chain.mine(2, 1)
    for (const one of steps) {
      chain = await play(chain, one)
      expect(allCoin(chain)).toBe(coin)
      expect(await allTokens(chain)).toBe(tokens)
    }
  })
  await fc.assert(property, { seed: propertySeed('tron chain'), numRuns: 15 })
}, 60_000)

test('a fork brings the whole state back to what it was', async () => {
  const chain = await makeGenesis(3)
  await sendCoin(chain, FAUCET_KEY, ADDRESSES[1] ?? '', 5_000n * SUN)
  await chain.mine(1, 1)
  const before = new Map(chain.store.entries())
  for (const kind of ['coin', 'token', 'stake', 'lend', 'return'] as const) {
    await send(chain, { kind, from: kind === 'coin' ? 0 : 1, to: 2, amount: 2_000n * SUN }).catch(() => {})
    await chain.mine(1, 1)
  }
  expect(new Map(chain.store.entries())).not.toEqual(before)
  await chain.fork(5, false)
  expect(new Map(chain.store.entries())).toEqual(before)
})
