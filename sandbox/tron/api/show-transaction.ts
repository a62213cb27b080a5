import { addressOfBytes } from '../../../server/chains/tron/address.ts'
import { lastBytes, lastVarint, readFields } from '../../../server/chains/tron/protobuf.ts'
import type { Transaction } from '../transaction.ts'
import { type Json, sparse } from './format.ts'

/** As gettransactionbyid shows it, without its result. */
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
