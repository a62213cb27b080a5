import { createHash } from 'node:crypto'
import { type Contract, decodeContract, encodeContract } from './contracts.ts'
import { bytesField, lastBytes, lastVarint, readFields, varintField } from './protobuf.ts'

/** `raw_data` of a transaction: what is hashed and signed. */
export interface RawTransaction {
  /** Bytes 6 and 7 of the reference block's id: the low end of its number. */
  readonly refBlockBytes: Uint8Array
  /** Bytes 8 to 15 of the reference block's id. */
  readonly refBlockHash: Uint8Array
  /** Milliseconds, the chain's clock: in no block whose parent is as late as this. */
  readonly expiration: bigint
  /** Milliseconds; the sender's word, nobody checks it. */
  readonly timestamp: bigint
  /** Sun that the virtual machine may burn; 0 for what runs no contract. */
  readonly feeLimit: bigint
  /** A memo. */
  readonly data: Uint8Array
  readonly contract: Contract
}

/** A transaction as a block shows it: others use permissions of accounts with several keys, and fields that we never write. */
export interface SeenTransaction extends RawTransaction {
  readonly permissionId: bigint
}

/** The bytes are not exactly one of our transactions. */
export class TransactionError extends Error {}

const SIGNATURE_BYTES = 65
const ID = /^[0-9a-f]{64}$/

/** In the canonical order of fields, defaults left out: java-tron hashes what it encodes again, so another order is another id. */
export function encodeRaw(raw: RawTransaction): Buffer {
  const { number, typeUrl, value } = encodeContract(raw.contract)
  const parameter = Buffer.concat([bytesField(1, Buffer.from(typeUrl)), bytesField(2, value)])
  const contract = Buffer.concat([varintField(1, BigInt(number)), bytesField(2, parameter)])
  return Buffer.concat([
    bytesField(1, raw.refBlockBytes),
    bytesField(4, raw.refBlockHash),
    varintField(8, raw.expiration),
    bytesField(10, raw.data),
    bytesField(11, contract),
    varintField(14, raw.timestamp),
    varintField(18, raw.feeLimit),
  ])
}

/**
 * Exactly what encodeRaw writes, and nothing else: an unknown field, a second contract, a permission, an order or a number that is
 * not canonical, a byte too many are all refused. For what is signed.
 * @throws TransactionError
 */
export function decodeRaw(bytes: Uint8Array): RawTransaction {
  const { permissionId, ...raw } = readSeen(bytes)
  if (permissionId !== 0n || !encodeRaw(raw).equals(bytes))
    throw new TransactionError('these bytes say more than we read in them')
  return raw
}

/**
 * What any transaction of a block does; fields that we do not know are passed over.
 * @throws TransactionError when it is no transaction with one contract.
 */
export function readSeen(bytes: Uint8Array): SeenTransaction {
  try {
    const fields = readFields(bytes)
    const contracts = fields.filter((field) => field.number === 11 && field.wire === 'BYTES')
    if (contracts.length !== 1) throw new TransactionError(`it has ${contracts.length} contracts`)
    const contract = readFields(lastBytes(fields, 11))
    const parameter = readFields(lastBytes(contract, 2))
    const typeUrl = lastBytes(parameter, 1).toString()
    return {
      refBlockBytes: lastBytes(fields, 1),
      refBlockHash: lastBytes(fields, 4),
      expiration: lastVarint(fields, 8),
      timestamp: lastVarint(fields, 14),
      feeLimit: lastVarint(fields, 18),
      data: lastBytes(fields, 10),
      permissionId: lastVarint(contract, 5),
      contract: decodeContract(Number(lastVarint(contract, 1)), typeUrl, lastBytes(parameter, 2)),
    }
  } catch (error) {
    throw error instanceof TransactionError ? error : new TransactionError(`no transaction: ${error}`)
  }
}

/** 64 hex digits. */
export function transactionId(raw: Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex')
}

/** The bytes that are broadcast. `signature`: r ‖ s ‖ recovery. */
export function encodeSigned(raw: Uint8Array, signature: Uint8Array): Buffer {
  if (signature.length !== SIGNATURE_BYTES) throw new TransactionError('a signature has 65 bytes')
  return Buffer.concat([bytesField(1, raw), bytesField(2, signature)])
}

/** What a transaction names of its reference block: on a chain without that block it is valid nowhere. */
export function referTo(blockId: string): Pick<RawTransaction, 'refBlockBytes' | 'refBlockHash'> {
  if (!ID.test(blockId)) throw new TransactionError('not the id of a block')
  const bytes = Buffer.from(blockId, 'hex')
  return { refBlockBytes: bytes.subarray(6, 8), refBlockHash: bytes.subarray(8, 16) }
}
