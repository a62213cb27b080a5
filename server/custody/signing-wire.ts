import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { demandConsistent, SignerError, type SigningOutcome, type SigningRequest } from './signer.ts'

/** How a request and its answer travel to a signer in another process: JSON, bytes and numbers as hex. */

const Hex = Type.String({ pattern: '^([0-9a-f]{2})*$' })
const Word = Type.String({ pattern: '^[0-9a-f]{64}$' })

const Request = Type.Object(
  {
    request_id: Word,
    key_path: Type.String(),
    digest: Word,
    purpose: Type.Enum(['TRANSACTION', 'CANCELLATION', 'DELEGATION']),
    company_id: Type.String(),
    transaction_id: Type.String(),
    chain: Type.String(),
    chain_id: Type.Integer({ minimum: 1 }),
    intent: Type.Record(Type.String(), Type.Unknown()),
    payload: Hex,
    digest_is: Type.Enum(['KECCAK256', 'SHA256']),
    policy_version: Type.Union([Type.String(), Type.Null()]),
    approved_by: Type.Array(Type.String()),
  },
  // What this release does not know, it cannot judge.
  { additionalProperties: false },
)
const Outcome = Type.Union([
  Type.Object({ signed: Type.Literal(true), r: Word, s: Word, y_parity: Type.Enum([0, 1]) }),
  Type.Object({ signed: Type.Literal(false), reason: Type.String() }),
])

const readRequest = reader('a signing request', Request)
const readOutcome = reader('the answer of a signer', Outcome)

export function encodeSigningRequest({ requestId, keyPath, digest, context }: SigningRequest): string {
  return JSON.stringify({
    request_id: requestId,
    key_path: keyPath,
    digest: hex(digest),
    purpose: context.purpose,
    company_id: context.companyId,
    transaction_id: context.transactionId,
    chain: context.chain,
    chain_id: context.chainId,
    intent: context.intent,
    payload: hex(context.payload),
    digest_is: context.digestIs,
    policy_version: context.policyVersion,
    approved_by: context.approvedBy,
  })
}

/** @throws SignerError on another shape, and when digest or id do not follow from key and payload. */
export function decodeSigningRequest(text: string): SigningRequest {
  const wire = readRequest(text)
  const request: SigningRequest = {
    requestId: wire.request_id,
    keyPath: wire.key_path,
    digest: Buffer.from(wire.digest, 'hex'),
    context: {
      purpose: wire.purpose,
      companyId: wire.company_id,
      transactionId: wire.transaction_id,
      chain: wire.chain,
      chainId: wire.chain_id,
      intent: wire.intent,
      payload: Buffer.from(wire.payload, 'hex'),
      digestIs: wire.digest_is,
      policyVersion: wire.policy_version,
      approvedBy: wire.approved_by,
    },
  }
  demandConsistent(request)
  return request
}

export function encodeSigningOutcome(outcome: SigningOutcome): string {
  if (!outcome.signed) return JSON.stringify({ signed: false, reason: outcome.reason })
  const { r, s, yParity } = outcome.signature
  return JSON.stringify({ signed: true, r: word(r), s: word(s), y_parity: yParity })
}

/** @throws SignerError on another shape. Whose signature it is, the sender checks. */
export function decodeSigningOutcome(text: string): SigningOutcome {
  const wire = readOutcome(text)
  if (!wire.signed) return { signed: false, reason: wire.reason }
  const signature = { r: BigInt(`0x${wire.r}`), s: BigInt(`0x${wire.s}`), yParity: wire.y_parity }
  return { signed: true, signature }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const word = (number: bigint) => number.toString(16).padStart(64, '0')

function reader<S extends TSchema>(what: string, schema: S) {
  const validator = Compile(schema)
  return (text: string) => {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      throw new SignerError(`not ${what}: not JSON`)
    }
    if (!validator.Check(value)) throw new SignerError(`not ${what}: another shape`)
    return value
  }
}
