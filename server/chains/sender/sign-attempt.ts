import {
  type Address,
  getAddress,
  type Hex,
  hexToBytes,
  keccak256,
  recoverTransactionAddress,
  type SignedAuthorization,
  serializeTransaction,
  type TransactionSerialized,
  toHex,
} from 'viem'
import { askSignature, signedFor } from './ask-signature.ts'
import type { Call } from './build-call.ts'
import type { SenderContext } from './context.ts'
import type { Fees } from './fees.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import { demandOwnDestination } from './own-destination.ts'
import type { TransactionRow } from './transaction-row.ts'
import { type Expected, verifyIntent } from './verify-intent.ts'

export interface Unsigned {
  readonly call: Call
  readonly nonce: bigint
  readonly gas: bigint
  readonly fees: Fees
  readonly authorizations: readonly SignedAuthorization[]
}

export interface Signed {
  readonly raw: Hex
  readonly hash: Hex
}

/**
 * The bytes to sign: built, decoded again and compared with what is expected.
 * @throws IntentMismatch on any difference.
 */
export async function buildUnsigned(
  ctx: SenderContext,
  row: TransactionRow,
  expected: Expected,
  { call, nonce, gas, fees, authorizations }: Unsigned,
): Promise<{ serialize(signature?: { r: Hex; s: Hex; yParity: number }): Hex }> {
  const { chainId, maxFeePerGas, nativeAddress } = ctx.chain.config
  const common = {
    chainId,
    nonce: Number(nonce),
    gas,
    maxFeePerGas: fees.maxFee,
    maxPriorityFeePerGas: fees.priorityFee,
    ...call,
  }
  const transaction =
    authorizations.length === 0
      ? { ...common, type: 'eip1559' as const }
      : { ...common, type: 'eip7702' as const, authorizationList: [...authorizations] }
  const from = getAddress(row.from_address)
  if (ctx.vault.address(row.key_path) !== from)
    throw new IntentMismatch(`its key path is not that of ${from}`)
  await verifyIntent(serializeTransaction(transaction), expected, {
    chainId,
    nonce,
    from,
    maxFeePerGas,
    nativeAddress,
  })
  return { serialize: (signature) => serializeTransaction(transaction, signature) }
}

/**
 * Signs what buildUnsigned has found good, and checks whose signature it is.
 * @throws IntentMismatch before anything is signed, or before a signature of another key leaves here; SigningRefused.
 */
export async function signAttempt(
  ctx: SenderContext,
  row: TransactionRow,
  expected: Expected,
  parts: Unsigned,
): Promise<Signed> {
  if (expected.kind === 'INTENT') await demandOwnDestination(ctx, row)
  const unsigned = await buildUnsigned(ctx, row, expected, parts)
  const payload = hexToBytes(unsigned.serialize())
  const { r, s, yParity } = await askSignature(ctx.vault, row.key_path, {
    ...signedFor(row, ctx.chain.config.chainId),
    purpose: expected.kind === 'INTENT' ? 'TRANSACTION' : 'CANCELLATION',
    payload,
    digestIs: 'KECCAK256',
  })
  const raw = unsigned.serialize({ r: toHex(r, { size: 32 }), s: toHex(s, { size: 32 }), yParity })
  await demandSignatureOf(getAddress(row.from_address), raw as TransactionSerialized)
  return { raw, hash: keccak256(raw) }
}

async function demandSignatureOf(from: Address, raw: TransactionSerialized): Promise<void> {
  const signer = await recoverTransactionAddress({ serializedTransaction: raw })
  if (signer !== from) throw new IntentMismatch(`the key path signs as ${signer}, not as ${from}`)
}
