import { sql } from 'kysely'
import { encodeFunctionData, erc20Abi, numberToHex } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletCompany, type WalletWorld } from '../../tests/harness/wallet-world.ts'
import { connectEvmChain } from '../chains/evm/client.ts'
import { describeUnread } from '../chains/watcher-status.ts'
import { verifyBooks } from '../ledger/verify.ts'
import { checkHoldings } from './check-holdings.ts'

const OUTSIDE = '0x000000000000000000000000000000000000dEaD'
const UNITS = 40_000_000n

let world: WalletWorld
let company: WalletCompany
beforeAll(async () => {
  world = await startWalletWorld()
  company = await world.company()
})
afterAll(() => world.stop())

function verify() {
  const checks = [checkHoldings([connectEvmChain(world.chain().config)])]
  return verifyBooks({ db: world.db, companyId: company.id, checks })
}

async function takeFromHolding(units: bigint): Promise<void> {
  const { body } = await company.call('GET', '/virtual-wallets/holding?blockchain=POLYGON')
  const chain = world.chain()
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [OUTSIDE, units] })
  await chain.rpc('anvil_impersonateAccount', [body.wallet_address])
  await chain.rpc('anvil_setBalance', [body.wallet_address, numberToHex(10n ** 18n)])
  await chain.rpc('eth_sendTransaction', [
    { from: body.wallet_address, to: chain.token('USDC').address, data },
  ])
  await chain.mine()
}

test('the books agree with the chain, also while a payment has left the ledger and not yet the wallet', async () => {
  const wallet = await company.wallet()
  await company.fundHolding(UNITS)
  await company.owe(wallet.id, '10')
  expect((await verify()).findings).toEqual([])
  const { body } = await company.call('POST', `/virtual-wallets/${wallet.id}/withdraw`, {
    to_wallet_address: OUTSIDE,
    token_address: world.chain().token('USDC').address,
    amount: 3,
  })
  expect(body.status).toBe('PENDING')
  const report = await verify()
  expect(report.findings).toEqual([])
  expect(report.counts.holdings).toBe(1)
})

test('tokens that left the holding wallet behind the books are found', async () => {
  await takeFromHolding(1n)
  const { findings } = await verify()
  expect(findings).toMatchObject([{ check: 'holdings', kind: 'holding_differs' }])
})

test('a chain that nobody has followed for a while is named as such, one that is followed is not', async () => {
  expect(await describeUnread(world.db, 'POLYGON')).toBe('')
  await sql`
    INSERT INTO chain_cursors (chain, block_number, block_hash, final_number, head_number, updated_at)
    VALUES ('ELSEWHERE', 7, '0x07', 0, 7, now() - interval '1 minute')`.execute(world.db)
  expect(await describeUnread(world.db, 'ELSEWHERE')).toMatch(
    /nobody has followed ELSEWHERE for 6\d s: start/,
  )
})
