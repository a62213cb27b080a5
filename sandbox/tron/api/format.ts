import { addressOfBytes, addressOfHex } from '../../../server/chains/tron/address.ts'
import { lastBytes, lastVarint, readFields } from '../../../server/chains/tron/protobuf.ts'
import type { AddressKey } from '../account.ts'
import { type Block, NO_HASH, signedHeaderOf } from '../block.ts'
import type { Chain, FoundTransaction } from '../chain.ts'
import { internalCallId } from '../contract-runs.ts'
import { keyOf } from '../contract-types.ts'
import type { RunReceipt } from '../receipt.ts'
import type { Transaction } from '../transaction.ts'

/** JSON of an answer. Undefined and, as java-tron does it, defaults are left out: 0, false, '' and []. */
export type Json = Readonly<Record<string, unknown>>

/** Leaves out what protobuf would not write. */
export function sparse(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== 0 &&
        value !== 0n &&
        value !== '' &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )
}

/** Base58 with `visible`, else the 42 hex digits. */
export function showAddress(key: AddressKey, visible: boolean): string {
  return visible ? addressOfHex(`41${key}`) : `41${key}`
}

/** Text that is bytes for java-tron: hex, or with `visible` itself. */
export function showText(text: string, visible: boolean): string {
  return visible ? text : Buffer.from(text).toString('hex')
}

export function showBlock(chain: Chain, block: Block, visible: boolean, detail = true): Json {
  const { header, signature } = signedHeaderOf(block, chain.block(block.number - 1)?.id ?? NO_HASH)
  const raw = sparse({
    number: header.number,
    txTrieRoot: header.txTrieRoot,
    witness_address: showAddress(keyOf(header.witness), visible),
    parentHash: header.parentHash,
    version: Number(header.version),
    timestamp: header.timestamp,
  })
  const transactions = block.transactions.map(({ transaction, receipt }) => ({
    ret: [{ contractRet: receipt.run?.result ?? 'SUCCESS' }],
    ...showTransaction(transaction, visible),
  }))
  return {
    blockID: block.id,
    block_header: { raw_data: raw, witness_signature: signature },
    ...(detail ? sparse({ transactions }) : {}),
  }
}

export function showTransaction(
  { id, raw, signatures }: Pick<Transaction, 'id' | 'raw' | 'signatures'>,
  visible: boolean,
): Json {
  return {
    ...sparse({ signature: signatures.map((one) => one.toString('hex')) }),
    txID: id,
    raw_data: showRaw(raw, visible),
    raw_data_hex: raw.toString('hex'),
  }
}

function showRaw(raw: Buffer, visible: boolean): Json {
  const fields = readFields(raw)
  const contract = readFields(lastBytes(fields, 11))
  const parameter = readFields(lastBytes(contract, 2))
  const typeUrl = lastBytes(parameter, 1).toString()
  const type = typeUrl.slice(typeUrl.lastIndexOf('.') + 1)
  return {
    contract: [
      {
        parameter: { value: showValue(type, lastBytes(parameter, 2), visible), type_url: typeUrl },
        type,
        ...sparse({ Permission_id: Number(lastVarint(contract, 5)) }),
      },
    ],
    ref_block_bytes: lastBytes(fields, 1).toString('hex'),
    ref_block_hash: lastBytes(fields, 4).toString('hex'),
    expiration: lastVarint(fields, 8),
    ...sparse({
      data: lastBytes(fields, 10).toString('hex'),
      fee_limit: lastVarint(fields, 18),
      timestamp: lastVarint(fields, 14),
    }),
  }
}

type FieldKind = 'address' | 'number' | 'bytes' | 'resource' | 'boolean'

/** Names of the fields of each type, by number. */
const VALUES: Readonly<Record<string, Readonly<Record<number, readonly [name: string, kind: FieldKind]>>>> = {
  TransferContract: {
    1: ['owner_address', 'address'],
    2: ['to_address', 'address'],
    3: ['amount', 'number'],
  },
  AccountCreateContract: { 1: ['owner_address', 'address'], 2: ['account_address', 'address'] },
  TriggerSmartContract: {
    1: ['owner_address', 'address'],
    2: ['contract_address', 'address'],
    3: ['call_value', 'number'],
    4: ['data', 'bytes'],
  },
  FreezeBalanceV2Contract: {
    1: ['owner_address', 'address'],
    2: ['frozen_balance', 'number'],
    3: ['resource', 'resource'],
  },
  UnfreezeBalanceV2Contract: {
    1: ['owner_address', 'address'],
    2: ['unfreeze_balance', 'number'],
    3: ['resource', 'resource'],
  },
  WithdrawExpireUnfreezeContract: { 1: ['owner_address', 'address'] },
  DelegateResourceContract: {
    1: ['owner_address', 'address'],
    2: ['resource', 'resource'],
    3: ['balance', 'number'],
    4: ['receiver_address', 'address'],
    5: ['lock', 'boolean'],
  },
  UnDelegateResourceContract: {
    1: ['owner_address', 'address'],
    2: ['resource', 'resource'],
    3: ['balance', 'number'],
    4: ['receiver_address', 'address'],
  },
  CreateSmartContract: { 1: ['owner_address', 'address'], 2: ['new_contract', 'bytes'] },
}

function showValue(type: string, bytes: Buffer, visible: boolean): Json {
  const fields = readFields(bytes)
  const shown = Object.entries(VALUES[type] ?? {}).map(([number, [name, kind]]) => [
    name,
    showField(kind, lastVarint(fields, Number(number)), lastBytes(fields, Number(number)), visible),
  ])
  return sparse(Object.fromEntries(shown))
}

function showField(kind: FieldKind, value: bigint, data: Buffer, visible: boolean): unknown {
  switch (kind) {
    case 'address':
      return visible ? addressOfBytes(data) : data.toString('hex')
    case 'number':
      return value
    case 'bytes':
      return data.toString('hex')
    case 'resource':
      return value === 1n ? 'ENERGY' : undefined
    case 'boolean':
      return value === 1n
  }
}

/** As gettransactioninfobyid shows it. */
export function showInfo({ transaction, receipt, block }: FoundTransaction, visible: boolean): Json {
  const { run } = receipt
  const failed = run !== null && run.result !== 'SUCCESS'
  return sparse({
    id: transaction.id,
    fee: receipt.fee,
    blockNumber: BigInt(block.number),
    blockTimeStamp: BigInt(block.timestamp),
    contractResult: [run?.output ?? ''],
    contract_address: run === null ? undefined : showAddress(run.contract, visible),
    receipt: sparse({
      energy_usage: run?.energyUsed,
      energy_fee: run?.energyFee,
      energy_usage_total: run?.energyTotal,
      net_usage: receipt.bandwidthUsed,
      net_fee: receipt.bandwidthFee,
      result: run?.result,
    }),
    // without the 41, as the virtual machine knows them
    log: run?.logs.map(({ address, topics, data }) => ({ address, topics, ...sparse({ data }) })),
    result: failed ? 'FAILED' : undefined,
    resMessage: failed ? showText(failureText(run), visible) : undefined,
    internal_transactions: run === null ? undefined : showInternal(transaction.id, run, visible),
    withdraw_expire_amount: receipt.withdrawn,
    unfreeze_amount: receipt.unstaked,
  })
}

function showInternal(transactionId: string, run: RunReceipt, visible: boolean): Json[] {
  return run.internal.map((call, index) => ({
    hash: internalCallId(transactionId, index),
    caller_address: showAddress(call.from, visible),
    transferTo_address: showAddress(call.to, visible),
    callValueInfo: [sparse({ callValue: call.value })],
    note: showText('call', visible),
    ...sparse({ rejected: call.rejected || run.result !== 'SUCCESS' }),
  }))
}

function failureText({ result }: RunReceipt): string {
  switch (result) {
    case 'REVERT':
      return 'REVERT opcode executed'
    case 'OUT_OF_ENERGY':
      return 'Not enough energy for the operation'
    default:
      return result
  }
}
