import { createHash } from 'node:crypto'
import { keccak256 } from 'viem'
import { decodeAbi } from './abi.ts'
import {
  type AddressKey,
  newAccount,
  readAccount,
  type TronAccount,
  withStake,
  writeAccount,
  writeContract,
} from './account.ts'
import { keyOf, type NodeContract } from './contract-types.ts'
import { putCode } from './evm-state.ts'
import type { Effect, Execution } from './execute.ts'
import { PARAMETERS } from './parameters.ts'
import type { RunReceipt } from './receipt.ts'
import { invalid } from './refused.ts'
import { resourceLeft, smaller, use } from './resources.ts'
import type { Store } from './store.ts'
import type { ContractRun } from './vm.ts'

type Of<T extends NodeContract['type']> = Extract<NodeContract, { type: T }>

/** Energy for each byte of code that a deployment leaves. */
const CODE_BYTE_ENERGY = 200n
/** No code may begin with it (EIP-3541). */
const RESERVED_CODE_BYTE = 0xef

/** A call of a contract. It is in a block and paid for, also when the contract refuses. @throws Refused */
export async function triggerContract(
  execution: Execution,
  { owner, contract, callValue, data }: Of<'TriggerSmartContract'>,
): Promise<Effect> {
  const { store, vm, block } = execution
  const [from, to] = [keyOf(owner), keyOf(contract)]
  if (readAccount(store, to)?.isContract !== true) throw invalid('No contract or not a smart contract')
  const energyMax = energyLimit(execution, from, callValue)
  const run = await vm.run(store, { from, to, data, value: callValue, energyMax, block })
  return { run: bill(store, from, to, run, block.timestamp) }
}

/** Its address follows from the id of the transaction and its owner. @throws Refused */
export async function deployContract(
  execution: Execution,
  { owner, name, abi, bytecode, callValue }: Of<'CreateSmartContract'>,
): Promise<Effect> {
  const { store, vm, block, transaction } = execution
  const to = contractAddress(transaction.id, owner)
  if (readAccount(store, to) !== null)
    throw invalid('Trying to create a contract with existing contract address')
  const energyMax = energyLimit(execution, owner, callValue)
  store.checkpoint()
  writeAccount(store, to, newAccount(block.timestamp))
  const call = {
    from: owner,
    to,
    data: new Uint8Array(),
    initCode: bytecode,
    value: callValue,
    energyMax,
    block,
  }
  const run = withCodeCost(await vm.run(store, call), energyMax)
  if (run.result === 'SUCCESS') {
    putCode(store, to, run.output, block.timestamp)
    writeContract(store, to, { name, abi: decodeAbi(abi), origin: owner, transactionId: transaction.id })
    store.commit()
  } else store.revert()
  return { run: bill(store, owner, to, run, block.timestamp) }
}

/** As on main-net: not as the EVM does it. */
export function contractAddress(transactionId: string, owner: AddressKey): AddressKey {
  return keccak256(Buffer.from(`${transactionId}41${owner}`, 'hex')).slice(-40)
}

function withCodeCost(run: ContractRun, energyMax: bigint): ContractRun {
  if (run.result !== 'SUCCESS') return run
  if (run.output[0] === RESERVED_CODE_BYTE)
    return { ...run, result: 'INVALID_CODE', energyUsed: energyMax, logs: [] }
  const energyUsed = run.energyUsed + CODE_BYTE_ENERGY * BigInt(run.output.length)
  if (energyUsed <= energyMax) return { ...run, energyUsed }
  return { ...run, result: 'OUT_OF_ENERGY', energyUsed: energyMax, logs: [] }
}

/** What the sender's stake and coin can pay, and never more than the fee limit buys. @throws Refused */
function energyLimit({ store, block, transaction }: Execution, from: AddressKey, callValue: bigint): bigint {
  const { feeLimit } = transaction.seen
  if (feeLimit < 0n || feeLimit > PARAMETERS.feeLimitMax)
    throw invalid(`feeLimit must be >= 0 and <= ${PARAMETERS.feeLimitMax}`)
  const account = demandCaller(store, from)
  if (callValue < 0n) throw invalid('callValue must be >= 0')
  if (callValue > account.balance)
    throw invalid('Validate InternalTransfer error, balance is not sufficient.')
  const staked = resourceLeft(store, account, 'ENERGY', block.timestamp)
  const bought = (account.balance - callValue) / PARAMETERS.energyPrice
  const most = feeLimit / PARAMETERS.energyPrice
  return smaller(staked + bought, most)
}

function bill(
  store: Store,
  from: AddressKey,
  contract: AddressKey,
  run: ContractRun,
  now: number,
): RunReceipt {
  const account = demandCaller(store, from)
  const staked = resourceLeft(store, account, 'ENERGY', now)
  const energyUsed = smaller(run.energyUsed, staked)
  const energyFee = (run.energyUsed - energyUsed) * PARAMETERS.energyPrice
  const used = use(account.stakes.ENERGY.used, energyUsed, now)
  // a run may have moved coin of its sender: what is left still pays, as the limit was what both together allow
  writeAccount(store, from, {
    ...(energyUsed === 0n ? account : withStake(account, 'ENERGY', { used })),
    balance: account.balance - energyFee,
  })
  return {
    result: run.result,
    contract,
    output: Buffer.from(run.output).toString('hex'),
    energyUsed,
    energyFee,
    energyTotal: run.energyUsed,
    logs: run.logs,
    internal: run.internal,
  }
}

function demandCaller(store: Store, key: AddressKey): TronAccount {
  const account = readAccount(store, key)
  if (account === null) throw invalid('no OwnerAccount')
  return account
}

/** Of the n-th call inside of a transaction. */
export function internalCallId(transactionId: string, index: number): string {
  return createHash('sha256').update(`${transactionId}:${index}`).digest('hex')
}
