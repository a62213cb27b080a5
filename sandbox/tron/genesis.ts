import { encodeDeployData, type Hex } from 'viem'
import artefact from '../../contracts/artefacts/SandboxToken.json' with { type: 'json' }
import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { FAUCET, TOOLS_ADDRESS } from '../chains/tokens.ts'
import { type AbiEntry, decodeAbi, encodeAbi } from './abi.ts'
import { changeTotalStake, newAccount, withStake, writeAccount, writeContract } from './account.ts'
import { Chain } from './chain.ts'
import { keyOf } from './contract-types.ts'
import { putCode } from './evm-state.ts'
import { GENESIS, USDT } from './genesis-block.ts'
import { SUN_PER_TRX } from './parameters.ts'
import { Store } from './store.ts'
import { createVm } from './vm.ts'

/** The key of the tools account: well known, as the faucet's. It sends what the sandbox itself sends. */
export const TOOLS_KEY = '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
export const FAUCET_KEY = FAUCET.privateKey.slice(2)
export const [FAUCET_ADDRESS, TRON_TOOLS_ADDRESS] = [
  addressOfEvm(FAUCET.address),
  addressOfEvm(TOOLS_ADDRESS),
]

/** Each of faucet and tools. Below 2^53 sun, which scripts read as floats. */
const COIN = 1_000_000_000n * SUN_PER_TRX
const TOOLS_STAKE = 1_000_000_000n * SUN_PER_TRX
const TOKENS = 10n ** 15n * 10n ** BigInt(USDT.decimals)

/** A new chain: two rich accounts, and USDT, in block 0. */
export async function makeGenesis(finality: number): Promise<Chain> {
  const store = new Store()
  const { block, chainId } = GENESIS
  const { timestamp } = block
  for (const address of [FAUCET.address, TOOLS_ADDRESS])
    writeAccount(store, keyOfEvm(address), { ...newAccount(timestamp), balance: COIN })
  await deployUsdt(store, timestamp, chainId)
  stake(store, keyOfEvm(TOOLS_ADDRESS), timestamp)
  store.seal() // nobody can undo it
  return Chain.open(store, { blocks: [block], undos: [], forks: 0, pending: [] }, finality)
}

/** What the tools send costs nothing, so that their coin lasts. */
function stake(store: Store, key: string, timestamp: number): void {
  const account = { ...newAccount(timestamp), balance: COIN }
  const staked = withStake(withStake(account, 'ENERGY', { own: TOOLS_STAKE }), 'BANDWIDTH', {
    own: TOOLS_STAKE,
  })
  writeAccount(store, key, staked)
  for (const resource of ['ENERGY', 'BANDWIDTH'] as const) changeTotalStake(store, resource, TOOLS_STAKE)
}

async function deployUsdt(store: Store, timestamp: number, chainId: number): Promise<void> {
  const vm = await createVm(chainId)
  const initCode = encodeDeployData({
    abi: artefact.abi,
    bytecode: artefact.bytecode as Hex,
    args: [USDT.name, USDT.symbol, USDT.decimals, [FAUCET.address, TOOLS_ADDRESS], TOKENS],
  })
  const [from, to] = [keyOfEvm(FAUCET.address), keyOf(USDT.address)]
  writeAccount(store, to, newAccount(timestamp))
  const run = await vm.run(store, {
    from,
    to,
    data: new Uint8Array(),
    initCode: Buffer.from(initCode.slice(2), 'hex'),
    value: 0n,
    energyMax: 100_000_000n,
    block: { number: 0, timestamp },
  })
  if (run.result !== 'SUCCESS') throw new Error(`${USDT.symbol} could not be deployed: ${run.result}`)
  putCode(store, to, run.output, timestamp)
  const abi = decodeAbi(encodeAbi(artefact.abi as AbiEntry[]))
  writeContract(store, to, { name: 'SandboxToken', abi, origin: from, transactionId: '' })
}

function keyOfEvm(address: string): string {
  return address.slice(2).toLowerCase()
}
