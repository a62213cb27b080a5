import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM, type EVM, EVMError, type EVMResult, type Message } from '@ethereumjs/evm'
import { Address, hexToBytes } from '@ethereumjs/util'
import type { AddressKey } from './account.ts'
import { EvmState } from './evm-state.ts'
import { Store } from './store.ts'

/** Names of java-tron for how a run ended. */
export type ContractResult =
  | 'SUCCESS'
  | 'REVERT'
  | 'OUT_OF_ENERGY'
  | 'BAD_JUMP_DESTINATION'
  | 'ILLEGAL_OPERATION'
  | 'STACK_TOO_SMALL'
  | 'STACK_TOO_LARGE'
  | 'TRANSFER_FAILED'
  | 'INVALID_CODE'
  | 'UNKNOWN'

export interface ContractCall {
  readonly from: AddressKey
  readonly to: AddressKey
  /** Call data; or with `initCode` nothing. */
  readonly data: Uint8Array
  /** Runs this instead of the code at `to`: a deployment. */
  readonly initCode?: Uint8Array
  /** Sun. */
  readonly value: bigint
  readonly energyMax: bigint
  readonly block: { readonly number: number; readonly timestamp: number }
}

export interface ContractLog {
  readonly address: AddressKey
  readonly topics: readonly string[]
  readonly data: string
}

/** A call that one contract made to another, or coin that it sent. */
export interface InternalCall {
  readonly from: AddressKey
  readonly to: AddressKey
  readonly value: bigint
  rejected: boolean
}

export interface ContractRun {
  readonly result: ContractResult
  readonly output: Uint8Array
  readonly energyUsed: bigint
  readonly logs: readonly ContractLog[]
  readonly internal: readonly InternalCall[]
}

export interface Vm {
  /** Runs on `store`, which keeps what a successful run changed. One after the other: there is one EVM. */
  run(store: Store, call: ContractCall): Promise<ContractRun>
}

/** The rules of Cancun, as main-net has them since 2025. What an opcode costs differs from the TVM by some per cent. */
export async function createVm(chainId: number): Promise<Vm> {
  const common = createCustomCommon({ chainId }, Mainnet, { hardfork: Hardfork.Cancun })
  const state = new EvmState(new Store())
  const evm = await createEVM({ common, stateManager: state })
  const watch = watchInternalCalls(evm)
  async function run(store: Store, call: ContractCall): Promise<ContractRun> {
    state.store = store
    state.now = call.block.timestamp
    // what earlier runs have touched is neither warm nor original any more
    evm.journal.cleanJournal()
    state.clearCaches()
    const internal = watch()
    const result = await evm.runCall({
      caller: address(call.from),
      to: address(call.to),
      data: call.data,
      ...(call.initCode === undefined ? {} : { code: call.initCode }),
      value: call.value,
      gasLimit: call.energyMax,
      block: blockOf(call.block),
    })
    return describe(result, call.energyMax, internal)
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(store, call) {
      const next = last.then(() => run(store, call))
      last = next.catch(() => {})
      return next
    },
  }
}

/** @returns what begins a new list, which the next run fills. */
function watchInternalCalls(evm: EVM): () => InternalCall[] {
  let calls: InternalCall[] = []
  let frames: number[] = []
  evm.events?.on('beforeMessage', (message: Message) => {
    frames.push(calls.length)
    if (message.depth === 0 || message.to === undefined || message.delegatecall) return
    calls.push({
      from: keyOf(message.caller),
      to: keyOf(message.to),
      value: message.value,
      rejected: false,
    })
  })
  evm.events?.on('afterMessage', ({ execResult }: EVMResult) => {
    const first = frames.pop() ?? 0
    // a frame that failed takes along what it had called
    if (execResult.exceptionError !== undefined) for (const call of calls.slice(first)) call.rejected = true
  })
  return () => {
    calls = []
    frames = []
    return calls
  }
}

function describe(
  { execResult }: EVMResult,
  energyMax: bigint,
  internal: readonly InternalCall[],
): ContractRun {
  const error = execResult.exceptionError?.error
  const result = resultName(error)
  // all but a revert and a transfer that fails take the whole limit, as java-tron does
  const spendsAll = !['SUCCESS', 'REVERT', 'TRANSFER_FAILED'].includes(result)
  return {
    result,
    output: execResult.returnValue,
    energyUsed: spendsAll ? energyMax : execResult.executionGasUsed,
    logs:
      result === 'SUCCESS'
        ? (execResult.logs ?? []).map(([from, topics, data]) => ({
            address: hex(from),
            topics: topics.map(hex),
            data: hex(data),
          }))
        : [],
    internal,
  }
}

function resultName(error: string | undefined): ContractResult {
  const { errorMessages } = EVMError
  // the place of a bad jump stands behind it
  switch (error?.startsWith(errorMessages.INVALID_JUMP) ? errorMessages.INVALID_JUMP : error) {
    case undefined:
      return 'SUCCESS'
    case errorMessages.REVERT:
      return 'REVERT'
    case errorMessages.OUT_OF_GAS:
    case errorMessages.CODESTORE_OUT_OF_GAS:
      return 'OUT_OF_ENERGY'
    case errorMessages.INVALID_JUMP:
      return 'BAD_JUMP_DESTINATION'
    case errorMessages.INVALID_OPCODE:
      return 'ILLEGAL_OPERATION'
    case errorMessages.STACK_UNDERFLOW:
      return 'STACK_TOO_SMALL'
    case errorMessages.STACK_OVERFLOW:
      return 'STACK_TOO_LARGE'
    case errorMessages.INSUFFICIENT_BALANCE:
      return 'TRANSFER_FAILED'
    case errorMessages.INVALID_BYTECODE_RESULT:
      return 'INVALID_CODE'
    default:
      return 'UNKNOWN'
  }
}

function blockOf({ number, timestamp }: ContractCall['block']) {
  return {
    header: {
      number: BigInt(number),
      timestamp: BigInt(Math.floor(timestamp / 1000)),
      coinbase: address('0'.repeat(40)),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: 0n,
      baseFeePerGas: 0n,
      getBlobGasPrice: () => 0n,
    },
  }
}

function address(key: AddressKey): Address {
  return new Address(hexToBytes(`0x${key}`))
}

function keyOf(value: Address): AddressKey {
  return value.toString().slice(2)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
