import { type Signature, type SigningContext, signingRequest } from '../../custody/signer.ts'
import type { Vault } from '../../custody/vault.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import type { TransactionRow } from './transaction-row.ts'

/**
 * Who holds the key, or a share of it, has judged by himself and refuses. Nothing was signed. Ends as bytes that differ from their
 * intent do: LOST while nothing was promised, else an operator decides.
 */
export class SigningRefused extends IntentMismatch {}

/** What the signer is told of the chain transaction itself, whatever is signed for it. */
export function signedFor(
  row: TransactionRow,
  chainId: number,
): Pick<
  SigningContext,
  'companyId' | 'transactionId' | 'chain' | 'chainId' | 'intent' | 'policyVersion' | 'approvedBy'
> {
  return {
    companyId: row.company_id,
    transactionId: row.id,
    chain: row.chain,
    chainId,
    intent: { ...row.intent },
    policyVersion: row.policy_version === null ? null : String(row.policy_version),
    approvedBy: row.approved_by,
  }
}

/** @throws SigningRefused; SignerUnavailable: ask again. */
export async function askSignature(
  vault: Pick<Vault, 'signerFor'>,
  keyPath: string,
  context: SigningContext,
): Promise<Signature> {
  const outcome = await vault.signerFor(keyPath).sign(signingRequest(keyPath, context))
  if (!outcome.signed) throw new SigningRefused(outcome.reason)
  return outcome.signature
}
