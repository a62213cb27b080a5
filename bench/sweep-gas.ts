/**
 * `npm run bench:gas`: gas per swept deposit on a local Prague chain, for batches of 1, 10 and 50, the first time (with the
 * EIP-7702 authorization) and again, beside the classic way (coin to each address, then a transfer from it).
 */
import {
  type Address,
  createWalletClient,
  encodeFunctionData,
  erc20Abi,
  getAddress,
  http,
  parseEther,
} from 'viem'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { FAUCET } from '../sandbox/chains/tokens.ts'
import { deploySweeperCall, encodeSweep, sweeperAddress } from '../server/chains/evm/sweeper.ts'
import { startTestChain, type TestChain } from '../tests/harness/anvil.ts'

const BATCHES = [1, 10, 50]
const AMOUNT = 25_000_000n

const chain = await startTestChain({ mining: 'instant' })
try {
  const token = getAddress(chain.token('USDC').address)
  const holding = newAccount().address
  await chain.sendToken('USDC', holding, 1n) // a holding wallet in use: its balance slot is not empty
  const deployed = await chain.receipt(await chain.send(deploySweeperCall(holding)))
  console.log(`deployment of a holding wallet's sweeper: ${deployed.gasUsed} gas, once`)
  console.log(
    'deposits in one sweep | first time, gas each | again, gas each | top-up and transfer, gas each',
  )
  for (const size of BATCHES) {
    const accounts = Array.from({ length: size }, newAccount)
    const first = await sweepOnce(token, holding, accounts, true)
    const again = await sweepOnce(token, holding, accounts, false)
    const classic = size === 1 ? await topUpAndTransfer(token, holding) : null
    console.log(
      `${String(size).padStart(21)} | ${each(first, size)} | ${each(again, size)} | ${classic === null ? '' : each(classic, 1)}`,
    )
  }
} finally {
  await chain.stop()
}

function newAccount(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}

function each(gas: bigint, count: number): string {
  return (Number(gas) / count).toFixed(0).padStart(15)
}

async function sweepOnce(
  token: Address,
  holding: Address,
  accounts: PrivateKeyAccount[],
  delegate: boolean,
): Promise<bigint> {
  for (const account of accounts) await chain.sendToken('USDC', account.address, AMOUNT)
  const before = await chain.tokenBalance('USDC', holding)
  const sweeper = sweeperAddress(holding)
  const authorizationList = delegate
    ? await Promise.all(
        accounts.map((account) =>
          account.signAuthorization({ contractAddress: sweeper, chainId: chain.config.chainId, nonce: 0 }),
        ),
      )
    : []
  const hash = await gasPayer(chain).sendTransaction({
    chain: null,
    to: sweeper,
    data: encodeSweep(
      token,
      accounts.map((account) => account.address),
    ),
    gas: 100_000n + 120_000n * BigInt(accounts.length),
    ...(delegate ? { authorizationList } : {}),
  })
  const { gasUsed } = await chain.receipt(hash)
  const swept = (await chain.tokenBalance('USDC', holding)) - before
  if (swept !== AMOUNT * BigInt(accounts.length)) throw new Error(`swept ${swept}, not all`)
  return gasUsed
}

async function topUpAndTransfer(token: Address, holding: Address): Promise<bigint> {
  const account = newAccount()
  await chain.sendToken('USDC', account.address, AMOUNT)
  const topUp = await chain.receipt(await chain.send({ to: account.address, value: parseEther('0.01') }))
  const wallet = createWalletClient({ account, transport: http(chain.url) })
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [holding, AMOUNT] })
  const transfer = await chain.receipt(await wallet.sendTransaction({ chain: null, to: token, data }))
  return topUp.gasUsed + transfer.gasUsed
}

function gasPayer(at: TestChain) {
  return createWalletClient({ account: privateKeyToAccount(FAUCET.privateKey), transport: http(at.url) })
}
