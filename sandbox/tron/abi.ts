import {
  bytesField,
  lastBytes,
  lastVarint,
  readFields,
  varintField,
} from '../../server/chains/tron/protobuf.ts'

/** An entry of a contract's ABI, as solc writes it. */
export interface AbiEntry {
  readonly type: string
  readonly name?: string
  readonly anonymous?: boolean
  readonly stateMutability?: string
  readonly inputs?: readonly AbiParameter[]
  readonly outputs?: readonly AbiParameter[]
}

interface AbiParameter {
  readonly name: string
  readonly type: string
  readonly indexed?: boolean
}

/** In the order of the enumerations of SmartContract.ABI.Entry. */
const TYPES = ['UnknownEntryType', 'Constructor', 'Function', 'Event', 'Fallback', 'Receive', 'Error']
const MUTABILITIES = ['UnknownMutabilityType', 'Pure', 'View', 'Nonpayable', 'Payable']

/** SmartContract.ABI. */
export function encodeAbi(entries: readonly AbiEntry[]): Buffer {
  return Buffer.concat(entries.map((entry) => bytesField(1, encodeEntry(entry), { whenEmpty: true })))
}

function encodeEntry({
  type,
  name = '',
  anonymous,
  stateMutability = '',
  inputs,
  outputs,
}: AbiEntry): Buffer {
  const parameters = (number: number, list: readonly AbiParameter[] = []) =>
    list.map((one) => bytesField(number, encodeParameter(one), { whenEmpty: true }))
  return Buffer.concat([
    varintField(1, anonymous === true ? 1n : 0n),
    bytesField(3, Buffer.from(name)),
    ...parameters(4, inputs),
    ...parameters(5, outputs),
    varintField(6, indexIn(TYPES, type)),
    varintField(8, indexIn(MUTABILITIES, stateMutability)),
  ])
}

function encodeParameter({ indexed, name, type }: AbiParameter): Buffer {
  return Buffer.concat([
    varintField(1, indexed === true ? 1n : 0n),
    bytesField(2, Buffer.from(name)),
    bytesField(3, Buffer.from(type)),
  ])
}

function indexIn(names: readonly string[], name: string): bigint {
  const index = names.findIndex((one) => one.toLowerCase() === name.toLowerCase())
  return index === -1 ? 0n : BigInt(index)
}

/** As `getcontract` shows it: what is empty is left out. */
export function decodeAbi(bytes: Uint8Array): AbiEntry[] {
  return messages(bytes, 1).map((entry) => {
    const fields = readFields(entry)
    const name = lastBytes(fields, 3).toString()
    const mutability = MUTABILITIES[Number(lastVarint(fields, 8))]
    const [inputs, outputs] = [
      messages(entry, 4).map(decodeParameter),
      messages(entry, 5).map(decodeParameter),
    ]
    return {
      ...(lastVarint(fields, 1) === 1n ? { anonymous: true } : {}),
      ...(name === '' ? {} : { name }),
      ...(inputs.length === 0 ? {} : { inputs }),
      ...(outputs.length === 0 ? {} : { outputs }),
      type: TYPES[Number(lastVarint(fields, 6))] ?? 'UnknownEntryType',
      ...(mutability === undefined || mutability === MUTABILITIES[0] ? {} : { stateMutability: mutability }),
    }
  })
}

function decodeParameter(bytes: Uint8Array): AbiParameter {
  const fields = readFields(bytes)
  return {
    ...(lastVarint(fields, 1) === 1n ? { indexed: true } : {}),
    name: lastBytes(fields, 2).toString(),
    type: lastBytes(fields, 3).toString(),
  }
}

function messages(bytes: Uint8Array, number: number): Buffer[] {
  return readFields(bytes).flatMap((field) =>
    field.number === number && field.wire === 'BYTES' ? [field.value] : [],
  )
}
