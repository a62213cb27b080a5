import { toFunctionSelector } from 'viem'
import { transactionId } from '../../../server/chains/tron/transaction.ts'
import { type AbiEntry, encodeAbi } from '../abi.ts'
import { newAccount, readAccount, readContract, writeAccount } from '../account.ts'
import { contractAddress } from '../contract-runs.ts'
import { readCode } from '../evm-state.ts'
import { type Failure, REVERTED, thrownWords } from '../failure-words.ts'
import { CONSTANT_CALL_ENERGY } from '../parameters.ts'
import type { ContractResult, ContractRun } from '../vm.ts'
import { createContract, encodeUnsigned, showUnsigned } from './build.ts'
import { type Json, showAddress, showText, sparse } from './format.ts'
import { BadQuestion, type Calls, type Question } from './question.ts'

/** Calls of contracts, on the chain and without a trace. */
export const contractCalls: Calls = {
  triggersmartcontract(question) {
    const refusal = refuseUnlessContract(question, 'No contract or not a valid smart contract')
    if (refusal !== null) return refusal
    const raw = encodeUnsigned(
      question,
      {
        type: 'TriggerSmartContract',
        owner: question.account('owner_address'),
        contract: question.account('contract_address'),
        callValue: question.number('call_value'),
        data: callData(question),
      },
      question.number('fee_limit'),
    )
    return { result: { result: true }, transaction: showUnsigned(question, raw) }
  },
  async triggerconstantcontract(question) {
    const refusal = refuseUnlessContract(question, 'Smart contract is not exist.')
    if (refusal !== null) return refusal
    const run = await runWithoutTrace(question)
    if (isThrown(run.result)) return showThrown(run.result, question.visible)
    const raw = encodeUnsigned(
      question,
      {
        type: 'TriggerSmartContract',
        owner: question.account('owner_address'),
        contract: question.account('contract_address'),
        callValue: question.number('call_value'),
        data: callData(question),
      },
      0n,
    )
    return {
      result: showResult(run, question.visible),
      energy_used: run.energyUsed,
      constant_result: [Buffer.from(run.output).toString('hex')],
      ...sparse({
        logs: run.logs.map(({ address, topics, data }) => ({ address, topics, ...sparse({ data }) })),
      }),
      transaction: {
        ret: [run.result === 'SUCCESS' ? {} : { ret: 'FAILED' }],
        ...showUnsigned(question, raw),
      },
    }
  },
  async estimateenergy(question) {
    const refusal = refuseUnlessContract(question, 'Smart contract is not exist.')
    if (refusal !== null) return refusal
    const run = await runWithoutTrace(question)
    if (isThrown(run.result)) return showThrown(run.result, question.visible)
    const result = showResult(run, question.visible)
    return run.result === 'SUCCESS' ? { result, energy_required: run.energyUsed } : { result }
  },
  deploycontract(question) {
    const owner = question.address('owner_address')
    const contract = createContract(owner, {
      name: question.text('name'),
      abi: encodeAbi(readAbi(question)),
      bytecode: question.bytes('bytecode'),
      callValue: question.number('call_value'),
    })
    const raw = encodeUnsigned(question, contract, question.number('fee_limit'))
    const address = showAddress(contractAddress(transactionId(raw), owner), question.visible)
    return { ...showUnsigned(question, raw), contract_address: address }
  },
  getcontract: (question) => describe(question) ?? {},
  getcontractinfo(question) {
    const contract = describe(question)
    if (contract === null) return {}
    const code = readCode(question.view, question.address('value'))
    return {
      runtimecode: Buffer.from(code).toString('hex'),
      smart_contract: contract,
      contract_state: { update_cycle: 1 },
    }
  },
}

/** Its data as bytes, or the signature of a function and its encoded arguments. */
function callData(question: Question): Buffer {
  const selector = question.text('function_selector')
  if (selector === '') return question.bytes('data')
  return Buffer.concat([readSelector(selector), question.bytes('parameter')])
}

function readSelector(text: string): Buffer {
  try {
    return Buffer.from(toFunctionSelector(text).slice(2), 'hex')
  } catch {
    throw new BadQuestion('function_selector is none')
  }
}

function refuseUnlessContract(question: Question, message: string): Json | null {
  if (readAccount(question.view, question.address('contract_address'))?.isContract === true) return null
  return { result: { code: 'CONTRACT_VALIDATE_ERROR', message: showText(message, question.visible) } }
}

async function runWithoutTrace(question: Question): Promise<ContractRun> {
  const { chain, solid } = question
  const store = chain.layer(solid)
  const [from, value] = [question.address('owner_address'), question.number('call_value')]
  const caller = readAccount(store, from) ?? newAccount(chain.head.timestamp)
  // nobody pays: the caller need not exist, nor have what it sends
  if (caller.balance < value) writeAccount(store, from, { ...caller, balance: value })
  return chain.vm.run(store, {
    from,
    to: question.address('contract_address'),
    data: callData(question),
    value,
    energyMax: CONSTANT_CALL_ENERGY,
    block: solid ? chain.solid : chain.head,
  })
}

function showResult(run: ContractRun, visible: boolean): Json {
  if (run.result === 'SUCCESS') return { result: true }
  // java-tron answers a revert as a call that went through
  return { result: true, message: showText(REVERTED, visible) }
}

function isThrown(result: ContractResult): result is Failure {
  return result !== 'SUCCESS' && result !== 'REVERT'
}

/** Nothing else is answered then: what was thrown took the rest along. */
function showThrown(result: Failure, visible: boolean): Json {
  return { result: { code: 'OTHER_ERROR', message: showText(thrownWords(result), visible) } }
}

function describe(question: Question): Json | null {
  const key = question.address('value')
  const contract = readContract(question.view, key)
  if (contract === null) return null
  const code = readCode(question.view, key)
  return sparse({
    bytecode: Buffer.from(code).toString('hex'),
    consume_user_resource_percent: 100,
    name: contract.name,
    origin_address: showAddress(contract.origin, question.visible),
    abi: { entrys: contract.abi },
    origin_energy_limit: 10_000_000,
    contract_address: showAddress(key, question.visible),
    trx_hash: contract.transactionId,
  })
}

function readAbi(question: Question): AbiEntry[] {
  const given = question.fields.abi ?? []
  try {
    const abi = typeof given === 'string' ? JSON.parse(given) : given
    const entries = Array.isArray(abi) ? abi : abi?.entrys
    if (Array.isArray(entries)) return entries
  } catch {}
  throw new BadQuestion('abi is no ABI')
}
