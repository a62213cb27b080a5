import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SecondShare, startSecondShare } from '../../tests/harness/second-share.ts'
import { openTreasuryWallet, type TreasuryWallet } from '../../tests/harness/treasury-world.ts'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { addressOfEvm } from '../chains/tron/address.ts'
import type { Signer } from '../custody/signer.ts'
import { decide, enforce, newPerson, OUTSIDE, openApproval, policy, UNIT } from './policies.fixture.ts'

const RECEIVERS = { POLYGON: OUTSIDE, TRON: addressOfEvm(OUTSIDE) } as const
const DOLLAR = { POLYGON: 'USDC', TRON: 'USDT' } as const

let world: WalletWorld
/** Keys of treasury wallets need both shares: what the second refuses, the first does not sign. Gas is signed by the first alone. */
let share: SecondShare | null = null
beforeAll(async () => {
  world = await startWalletWorld({ chains: ['POLYGON', 'TRON'] })
  const { vault } = world.app
  const first = vault.signerFor.bind(vault)
  const both = (keyPath: string): Signer => ({
    async sign(request) {
      const verdict = share === null ? null : await share.signer.sign(request)
      return verdict?.signed === false ? verdict : first(keyPath).sign(request)
    },
  })
  const isTreasury = (keyPath: string) => Number(keyPath.split('/')[4]) % 16 === 4
  Object.assign(vault, { signerFor: (path: string) => (isTreasury(path) ? both(path) : first(path)) })
})
afterAll(async () => {
  await world.stop()
  await share?.kill()
})

describe.each(['POLYGON', 'TRON'] as const)('on %s', (blockchain) => {
  const payment = async (company: WalletCompany, id: string) =>
    (await company.call('GET', `/management/payments/${id}`)).body
  const reaches = (company: WalletCompany, id: string, status: string) =>
    world.mineUntil(async () => (await payment(company, id)).status === status)
  const chain = () => (blockchain === 'TRON' ? world.tron() : world.chain())

  async function guarded() {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    await wallet.fund(DOLLAR[blockchain], 20n * UNIT)
    const [a, b] = [await newPerson(world, company.id), await newPerson(world, company.id)]
    const guard = policy({ name: 'guard', products: ['treasury'], approval_above: 5, approvals: 2 })
    await enforce(company, a, [guard])
    return { company, wallet, a, b, guard }
  }
  const transfer = (wallet: TreasuryWallet, amount: number) =>
    wallet.transfer(RECEIVERS[blockchain], amount, chain().token(DOLLAR[blockchain]).address)
  async function demand(policyVersion: string, ...people: readonly { readonly id: string }[]) {
    await share?.kill()
    const ids = people.map(({ id }) => id)
    share = await startSecondShare(randomBytes(32).toString('hex'), Object.values(RECEIVERS), {
      policyVersion,
      people: ids,
    })
  }

  test('the second share is told who approved a payment, and by which policies it was judged, also when others are in force by then', async () => {
    const { company, wallet, a, b, guard } = await guarded()
    await demand('1', a, b)
    const { id } = (await transfer(wallet, 15)).body
    await enforce(company, a, [{ ...guard, max_per_payment: 1000 }])
    const approval = await openApproval(company)
    for (const person of [b, a]) await decide(person, approval.id, 'APPROVE')
    await reaches(company, id, 'SUCCESS')
  })

  test('what nobody had to approve names its policies and no people: a share that wants to see them does not sign', async () => {
    const { company, wallet, a } = await guarded()
    await demand('1', a)
    const { id } = (await transfer(wallet, 4)).body
    await reaches(company, id, blockchain === 'TRON' ? 'FAILED' : 'MANUAL_CHECK')
    expect((await payment(company, id)).reason).toContain(`not approved by ${a.id}`)
  })

  test('without policies there is no version', async () => {
    const company = await world.company()
    const wallet = await openTreasuryWallet(world, company, { blockchain })
    await wallet.fund(DOLLAR[blockchain], 20n * UNIT)
    await demand('1')
    const { id } = (await transfer(wallet, 4)).body
    await reaches(company, id, blockchain === 'TRON' ? 'FAILED' : 'MANUAL_CHECK')
    expect((await payment(company, id)).reason).toContain('judged by policies null, not 1')
  })
})
