import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { publicKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import type { SigningRequest } from '../../server/custody/signer.ts'
import { startTronTestChain, type TronTestChain } from '../../tests/harness/tron-chain.ts'
import { tronChain } from '../chains/tron-chain.ts'
import { callTron } from './call.ts'

const KEY = Buffer.alloc(32, 7)
const ADDRESS = publicKeyToAddress(`0x${Buffer.from(secp256k1.getPublicKey(KEY, false)).toString('hex')}`)
let chain: TronTestChain

beforeAll(async () => {
  chain = await startTronTestChain()
})
afterAll(() => chain.stop())

const vault = {
  address: () => ADDRESS,
  signerFor: () => ({
    async sign({ context }: SigningRequest) {
      const digest = createHash('sha256').update(context.payload).digest()
      const made = secp256k1.sign(digest, KEY, { prehash: false, format: 'recovered' })
      const { r, s, recovery } = secp256k1.Signature.fromBytes(made, 'recovered')
      return {
        signed: true as const,
        signature: { r, s, yParity: recovery === 1 ? (1 as const) : (0 as const) },
      }
    },
  }),
}

test('the gas account gets coin and stake once, also when the sandbox starts again', async () => {
  const local = tronChain()
  await local.fundGasAccount(chain.url, vault)
  const first = chain.account(addressOfEvm(ADDRESS))
  expect(first?.balance).toBeGreaterThan(90_000_000_000n)
  expect(first?.stakes.ENERGY.own).toBe(50_000_000_000_000n)
  await local.fundGasAccount(chain.url, vault)
  expect(chain.account(addressOfEvm(ADDRESS))).toEqual(first)
})

test('pause stops the block of each second and drop empties the pool, over HTTP', async () => {
  const own = await startTronTestChain({ mining: 'interval', blockMs: 20 })
  try {
    await callTron(own.url, '/control/pause', { paused: true })
    const id = await own.sendCoin(addressOfEvm(ADDRESS), 1n)
    const height = await own.height()
    expect(await callTron(own.url, '/wallet/gettransactionlistfrompending')).toEqual({ txId: [id] })
    expect(await callTron(own.url, '/control/drop')).toEqual({ dropped: 1 })
    expect(await own.height()).toBe(height)
    expect(await callTron(own.url, '/control/mine', { blocks: 2, step_ms: 61_000 })).toEqual({
      height: height + 2,
    })
    expect(own.info(id)).toBeNull()
    await expect(callTron(own.url, '/control/fork', { depth: 1_000 })).rejects.toThrow('can be replaced')
    await expect(callTron(own.url, '/control/mine', { blocks: 0 })).rejects.toThrow('positive')
  } finally {
    await own.stop()
  }
})
