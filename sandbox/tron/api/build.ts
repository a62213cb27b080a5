import type { Contract } from '../../../server/chains/tron/contracts.ts'
import { bytesField, varintField } from '../../../server/chains/tron/protobuf.ts'
import { encodeRaw, referTo, transactionId } from '../../../server/chains/tron/transaction.ts'
import type { AddressKey, Resource } from '../account.ts'
import { FOREIGN_NUMBERS } from '../contract-types.ts'
import { execute } from '../execute.ts'
import { Refused } from '../refused.ts'
import { readTransaction } from '../transaction.ts'
import type { Json } from './format.ts'
import { BadQuestion, type Calls, type Question } from './question.ts'
import { showTransaction } from './show-transaction.ts'

const EXPIRES_AFTER_MS = 60_000n

/** Calls that make an unsigned transaction and check it first. */
export const buildCalls: Calls = {
  createtransaction: (question) =>
    build(question, {
      type: 'TransferContract',
      owner: question.account('owner_address'),
      to: question.account('to_address'),
      amount: question.number('amount'),
    }),
  createaccount: (question) =>
    build(question, {
      type: 'AccountCreateContract',
      owner: question.account('owner_address'),
      account: question.account('account_address'),
    }),
  freezebalancev2: (question) =>
    build(question, {
      type: 'FreezeBalanceV2Contract',
      owner: question.account('owner_address'),
      stake: question.number('frozen_balance'),
      resource: question.resource('resource'),
    }),
  unfreezebalancev2: (question) =>
    build(
      question,
      unfreezeContract(
        question.address('owner_address'),
        question.number('unfreeze_balance'),
        question.resource('resource'),
      ),
    ),
  withdrawexpireunfreeze: (question) =>
    build(question, {
      type: 'OTHER',
      number: FOREIGN_NUMBERS.WithdrawExpireUnfreezeContract,
      typeUrl: 'type.googleapis.com/protocol.WithdrawExpireUnfreezeContract',
      value: bytesField(1, Buffer.from(`41${question.address('owner_address')}`, 'hex')),
    }),
  delegateresource: (question) => build(question, { type: 'DelegateResourceContract', ...loan(question) }),
  undelegateresource: (question) =>
    build(question, { type: 'UnDelegateResourceContract', ...loan(question) }),
}

function loan(question: Question) {
  return {
    owner: question.account('owner_address'),
    to: question.account('receiver_address'),
    stake: question.number('balance'),
    resource: question.resource('resource'),
  }
}

function unfreezeContract(owner: AddressKey, stake: bigint, resource: Resource): Contract {
  return {
    type: 'OTHER',
    number: FOREIGN_NUMBERS.UnfreezeBalanceV2Contract,
    typeUrl: 'type.googleapis.com/protocol.UnfreezeBalanceV2Contract',
    value: Buffer.concat([
      bytesField(1, Buffer.from(`41${owner}`, 'hex')),
      varintField(2, stake),
      varintField(3, resource === 'ENERGY' ? 1n : 0n),
    ]),
  }
}

/** Refers to the newest block and expires a minute after it. @throws BadQuestion when it could not be executed now. */
async function build(question: Question, contract: Contract): Promise<Json> {
  const raw = encodeUnsigned(question, contract, 0n)
  try {
    const { chain } = question
    const transaction = readTransaction(raw, [Buffer.alloc(65)])
    const { number, timestamp } = chain.head
    await execute({ store: chain.layer(), vm: chain.vm, block: { number, timestamp }, transaction })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    throw new BadQuestion(`class org.tron.core.exception.ContractValidateException : ${error.message}`)
  }
  return showUnsigned(question, raw)
}

export function encodeUnsigned({ chain }: Question, contract: Contract, feeLimit: bigint): Buffer {
  const { id, timestamp } = chain.head
  return encodeRaw({
    ...referTo(id),
    expiration: BigInt(timestamp) + EXPIRES_AFTER_MS,
    timestamp: BigInt(timestamp),
    feeLimit,
    data: new Uint8Array(),
    contract,
  })
}

export function showUnsigned({ visible }: Question, raw: Buffer): Json {
  return { visible, ...showTransaction({ id: transactionId(raw), raw, signatures: [] }, visible) }
}

/** SmartContract inside of CreateSmartContract. */
export function createContract(
  owner: AddressKey,
  contract: { name: string; abi: Uint8Array; bytecode: Uint8Array; callValue: bigint },
): Contract {
  const ownerBytes = Buffer.from(`41${owner}`, 'hex')
  const created = Buffer.concat([
    bytesField(1, ownerBytes),
    bytesField(3, contract.abi, { whenEmpty: true }),
    bytesField(4, contract.bytecode),
    varintField(5, contract.callValue),
    varintField(6, 100n),
    bytesField(7, Buffer.from(contract.name)),
    varintField(8, 10_000_000n),
  ])
  const value = Buffer.concat([bytesField(1, ownerBytes), bytesField(2, created)])
  return {
    type: 'OTHER',
    number: FOREIGN_NUMBERS.CreateSmartContract,
    typeUrl: 'type.googleapis.com/protocol.CreateSmartContract',
    value,
  }
}
