import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { propertySeed } from '../../tests/harness/seed.ts'
import { startWalletWorld, type WalletWorld } from '../../tests/harness/wallet-world.ts'

const WALLETS = 3
const SCALE = 1_000_000n

let world: WalletWorld
beforeAll(async () => {
  world = await startWalletWorld()
})
afterAll(() => world.stop())

type Operation =
  | { readonly kind: 'override' | 'credit' | 'toHolding'; readonly wallet: number; readonly units: bigint }
  | { readonly kind: 'transfer'; readonly wallet: number; readonly to: number; readonly units: bigint }
  | { readonly kind: 'enable'; readonly wallet: number; readonly enabled: boolean }

const wallet = fc.nat(WALLETS - 1)
const units = fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(0n, 20n * SCALE), fc.bigInt(0n, 10n ** 16n))
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom('override', 'credit', 'toHolding'), wallet, units }),
  fc.record({ kind: fc.constant('transfer' as const), wallet, to: wallet, units }),
  fc.record({ kind: fc.constant('enable' as const), wallet, enabled: fc.boolean() }),
)

/** What a simple-minded bookkeeper would do. `apply` says whether the operation is allowed, and does it if so. */
class Model {
  readonly owed: bigint[] = Array(WALLETS).fill(0n)
  readonly enabled: boolean[] = Array(WALLETS).fill(true)

  apply(operation: Operation): boolean {
    const { kind, wallet } = operation
    if (kind === 'enable') {
      this.enabled[wallet] = operation.enabled
      return true
    }
    const { units } = operation
    const balance = this.owed[wallet] ?? 0n
    if (kind === 'override') {
      this.owed[wallet] = units
      return true
    }
    if (units === 0n) return false
    if (kind === 'credit') {
      this.owed[wallet] = balance + units
      return true
    }
    if (!this.enabled[wallet] || units > balance) return false
    if (kind === 'transfer' && operation.to === wallet) return false
    this.owed[wallet] = balance - units
    if (kind === 'transfer') this.owed[operation.to] = (this.owed[operation.to] ?? 0n) + units
    return true
  }
}

test('whatever is done in whatever order, each wallet has what a simple bookkeeper says, and the company bears the rest', async () => {
  const property = fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
    const company = await world.company()
    const wallets = await Promise.all(Array.from({ length: WALLETS }, () => company.wallet()))
    const holding = (await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')).body
      .wallet_address
    const token = world.chain().token('USDC').address
    const model = new Model()
    for (const operation of operations) {
      const allowed = model.apply(operation)
      const { status } = await perform(operation)
      expect(
        status,
        JSON.stringify(operation, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
      ).toBe(allowed ? 200 : 412)
    }
    const owed = await Promise.all(wallets.map(({ id }) => company.ledger('VIRTUAL_BALANCE', id)))
    expect(owed).toEqual(model.owed)
    expect(await company.ledger('EQUITY')).toBe(-model.owed.reduce((sum, one) => sum + one, 0n))

    function perform(operation: Operation) {
      const id = wallets[operation.wallet]?.id ?? ''
      if (operation.kind === 'enable')
        return company.call('PATCH', `/virtual-wallets/${id}/set-enabled`, { enabled: operation.enabled })
      const amount = `${operation.units / SCALE}.${String(operation.units % SCALE).padStart(6, '0')}`
      switch (operation.kind) {
        case 'override':
          return company.call('PATCH', `/virtual-wallets/${id}/virtual-balance`, { virtual_balance: amount })
        case 'credit':
          return company.call('POST', '/virtual-wallets/holding/credit', {
            wallet_id: id,
            token_address: token,
            amount,
          })
        case 'toHolding':
        case 'transfer': {
          const to = operation.kind === 'transfer' ? wallets[operation.to]?.address : holding
          const body = { to_wallet_address: to, token_address: token, amount }
          return company.call('POST', `/virtual-wallets/${id}/withdraw`, body)
        }
      }
    }
  })
  await fc.assert(property, { seed: propertySeed('wallets'), numRuns: 15 })
})
