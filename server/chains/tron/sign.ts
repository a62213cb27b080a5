import { askSignature, signedFor } from '../sender/ask-signature.ts'
import type { SenderContext } from '../sender/context.ts'
import { IntentMismatch } from '../sender/intent-mismatch.ts'
import { demandOwnDestination } from '../sender/own-destination.ts'
import type { TransactionRow } from '../sender/transaction-row.ts'
import { addressOfEvm } from './address.ts'
import { signerOf } from './signature.ts'
import { encodeSigned, transactionId } from './transaction.ts'
import type { TronChain } from './tron-chain.ts'
import { type TronFacts, verifyTronIntent } from './verify-intent.ts'

export interface SignedTron {
  /** What is stored and broadcast: the transaction with its signature. */
  readonly raw: Buffer
  /** The transaction's id, known before any node has seen it. */
  readonly hash: string
  readonly expiresAt: Date
}

/**
 * Signs what was decoded again and found to be the row's intent, and checks whose signature it is.
 * @throws IntentMismatch before anything is signed, or before a signature of another key leaves here; SigningRefused;
 * SignerUnavailable: ask again.
 */
export async function signTron(
  ctx: Pick<SenderContext<TronChain>, 'db' | 'chain' | 'vault'>,
  row: TransactionRow,
  unsigned: Uint8Array,
  facts: TronFacts,
): Promise<SignedTron> {
  const { chain, vault } = ctx
  await demandOwnDestination(ctx, row)
  if (facts.owner !== row.from_address || addressOfEvm(vault.address(row.key_path)) !== facts.owner)
    throw new IntentMismatch(`its key path is not that of ${row.from_address}`)
  const { expiration } = verifyTronIntent(unsigned, row.intent, facts)
  const { r, s, yParity } = await askSignature(vault, row.key_path, {
    ...signedFor(row, chain.config.chainId),
    purpose: 'TRANSACTION',
    payload: unsigned,
    digestIs: 'SHA256',
  })
  const signature = Buffer.from(word(r) + word(s) + (yParity === 0 ? '00' : '01'), 'hex')
  const signer = signerOf(unsigned, signature)
  if (signer !== facts.owner)
    throw new IntentMismatch(`the key path signs as ${signer}, not as ${facts.owner}`)
  return {
    raw: encodeSigned(unsigned, signature),
    hash: transactionId(unsigned),
    expiresAt: new Date(Number(expiration)),
  }
}

const word = (number: bigint) => number.toString(16).padStart(64, '0')
