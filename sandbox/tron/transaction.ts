import { addressOfHex } from '../../server/chains/tron/address.ts'
import { bytesField } from '../../server/chains/tron/protobuf.ts'
import { signerOf } from '../../server/chains/tron/signature.ts'
import {
  readSeen,
  type SeenTransaction,
  TransactionError,
  transactionId,
} from '../../server/chains/tron/transaction.ts'
import type { AddressKey } from './account.ts'
import { type NodeContract, ownerOf, readContractType } from './contract-types.ts'
import { EXPIRATION_MS_MAX, RESULT_BYTES, TRANSACTION_BYTES_MAX } from './parameters.ts'
import { Refused } from './refused.ts'

/** A signed transaction whose bytes were read. */
export interface Transaction {
  readonly id: string
  readonly raw: Buffer
  readonly signatures: readonly Buffer[]
  readonly seen: SeenTransaction
  readonly contract: NodeContract
  readonly owner: AddressKey
  /** For bandwidth: with its result, whatever that will be. */
  readonly bytes: number
}

/** @throws Refused when the bytes are no transaction that this node knows. */
export function readTransaction(raw: Buffer, signatures: readonly Buffer[]): Transaction {
  const seen = readRaw(raw)
  const contract = readContractType(seen.contract)
  const size = Buffer.concat([bytesField(1, raw), ...signatures.map((one) => bytesField(2, one))]).length
  return {
    id: transactionId(raw),
    raw,
    signatures,
    seen,
    contract,
    owner: ownerOf(contract),
    bytes: size + RESULT_BYTES,
  }
}

function readRaw(raw: Buffer): SeenTransaction {
  try {
    return readSeen(raw)
  } catch (error) {
    if (error instanceof TransactionError) throw new Refused('OTHER_ERROR', `Error: ${error.message}`)
    throw error
  }
}

/** What a transaction is checked against. */
export interface ChainFacts {
  /** Milliseconds. */
  readonly headTime: number
  /** Id of the newest block whose number ends with these two bytes, or null. */
  blockEndingWith(bytes: Uint8Array): string | null
  knows(id: string): boolean
}

/** Everything that does not depend on balances, in java-tron's order. @throws Refused */
export function checkTransaction(transaction: Transaction, facts: ChainFacts): void {
  checkSignature(transaction)
  checkReference(transaction, facts)
  checkSize(transaction)
  checkTime(transaction, facts)
  if (facts.knows(transaction.id)) throw new Refused('DUP_TRANSACTION_ERROR', 'Dup transaction.')
}

/** Its reference block must be one of this chain: a transaction of another branch or chain is refused. */
function checkReference({ seen }: Transaction, facts: ChainFacts): void {
  const id = facts.blockEndingWith(seen.refBlockBytes)
  if (id === null || id.slice(16, 32) !== Buffer.from(seen.refBlockHash).toString('hex'))
    throw new Refused('TAPOS_ERROR', 'Tapos check error.')
}

/** Its result counts twice here: beside the transaction and in it. */
function checkSize({ id, bytes }: Transaction): void {
  const size = bytes + RESULT_BYTES
  if (size > TRANSACTION_BYTES_MAX)
    throw new Refused(
      'TOO_BIG_TRANSACTION_ERROR',
      `Too big transaction with result, TxId ${id}, the size is ${size} bytes, maxTxSize ${TRANSACTION_BYTES_MAX}`,
    )
}

function checkTime({ seen }: Transaction, { headTime }: ChainFacts): void {
  if (seen.expiration <= BigInt(headTime) || seen.expiration > BigInt(headTime + EXPIRATION_MS_MAX))
    throw new Refused('TRANSACTION_EXPIRATION_ERROR', 'Transaction expired')
}

/** A block checks again what the pool has checked; a signature stays right. */
const signedWell = new WeakSet<Transaction>()

function checkSignature(transaction: Transaction): void {
  if (signedWell.has(transaction)) return
  demandSignature(transaction)
  signedWell.add(transaction)
}

function demandSignature({ id, raw, signatures, seen, owner }: Transaction): void {
  const [signature] = signatures
  const refuse = (reason: string) => new Refused('SIGERROR', `Validate signature error: ${reason}`)
  if (signature === undefined) throw refuse('miss sig or contract')
  if (signatures.length > 1)
    throw refuse(`Signature count is ${signatures.length} more than key counts of permission : 1`)
  if (seen.permissionId !== 0n) throw refuse("permission isn't exit")
  if (signature.length < 65) throw refuse(`Signature size is ${signature.length}`)
  const signer = signerOf(raw, signature.subarray(0, 65))
  if (signer === null) throw refuse(unrecoverable(signature[64] ?? 0))
  if (signer !== addressOfHex(`41${owner}`))
    throw refuse(`${id} is signed by ${signer} but it is not contained of permission.`)
}

function unrecoverable(last: number): string {
  const header = last < 27 ? last + 27 : last
  return header > 34 ? `Header byte out of range: ${header}` : 'Could not recover public key from signature'
}
