import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Sealer } from '../../kernel/sealer.ts'

/** One token of a proof. Amounts are decimal text of the token's full scale. */
export interface TokenReserves {
  readonly blockchain: string
  readonly token_address: string
  readonly symbol: string
  /** Of the token; who reads an old proof may have it no more. */
  readonly decimals: number
  /** The sum of the tree: what the wallets with a positive balance are owed. */
  readonly liabilities: string
  /** The ledger's balance of the holding wallet, which is at `holding_address`. */
  readonly holding: string
  readonly holding_address: string
  /** Credited deposits on their way to holding. */
  readonly unswept: string
  /** (holding + unswept) ÷ liabilities, six decimals, rounded down; null where nothing is owed. */
  readonly reserve_ratio: string | null
  /** What the banking partner owes the company: beside the ratio, never in it. */
  readonly partner_claims: string
  readonly root_hash: string
  readonly leaf_count: number
}

export interface Statement {
  readonly companyId: string
  /** `YYYY-MM-DD` */
  readonly date: string
  readonly takenAt: Date
  readonly tokens: readonly TokenReserves[]
}

/** What is signed of a whole proof. Everything but the symbol, which the token's contract chooses. */
export function statementText({ companyId, date, takenAt, tokens }: Statement): string {
  const rows = tokens.map((token) =>
    [
      token.blockchain,
      token.token_address,
      token.liabilities,
      token.holding,
      token.holding_address,
      token.unswept,
      token.reserve_ratio ?? '-',
      token.partner_claims,
      token.root_hash,
      String(token.leaf_count),
    ].join('\t'),
  )
  return lines(['holdfast-reserves-v1', companyId, date, takenAt.toISOString(), ...rows])
}

/** What is signed of one wallet's part: the roots, so that they can be held against those of the whole proof. */
export function inclusionText(inclusion: {
  readonly companyId: string
  readonly date: string
  readonly walletId: string
  readonly leaves: readonly {
    readonly tokenAddress: string
    readonly leafHash: string
    readonly rootHash: string
    readonly rootSum: string
  }[]
}): string {
  const { companyId, date, walletId } = inclusion
  const rows = inclusion.leaves.map((leaf) =>
    [leaf.tokenAddress, leaf.leafHash, leaf.rootHash, leaf.rootSum].join('\t'),
  )
  return lines(['holdfast-inclusion-v1', companyId, date, walletId, ...rows])
}

const lines = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')

/** PKCS #8 of an Ed25519 key, up to its 32 secret bytes (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The platform's key for proofs: derived in the vault, the same as long as its seed is. */
export interface ProofKey {
  sign(text: string): Buffer
  /** 32 bytes, hex. */
  readonly publicKey: string
}

export function proofKey(sealer: Sealer): ProofKey {
  const secret = sealer.keyedHash('proof of reserves', 'signing key v1')
  const key = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8, secret]),
    format: 'der',
    type: 'pkcs8',
  })
  return { sign: (text) => sign(null, Buffer.from(text), key), publicKey: publicHex(key) }
}

function publicHex(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
}
