import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { GAS_KEY_PATH } from './derivation.ts'
import { SignerError, type SigningContext, signingRequest } from './signer.ts'
import {
  decodeSigningOutcome,
  decodeSigningRequest,
  encodeSigningOutcome,
  encodeSigningRequest,
} from './signing-wire.ts'

const context: SigningContext = {
  purpose: 'TRANSACTION',
  companyId: '0192f3a0-0000-7000-8000-000000000001',
  transactionId: '0192f3a0-0000-7000-8000-000000000002',
  chain: 'TRON',
  chainId: 728126428,
  intent: { kind: 'native_transfer', to: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', amount: '90071992547409931' },
  payload: randomBytes(100),
  digestIs: 'SHA256',
  policyVersion: '7',
  approvedBy: ['0192f3a0-0000-7000-8000-000000000003'],
}

test('a request arrives as it was sent, and asked again it is the same request', () => {
  const request = signingRequest(GAS_KEY_PATH, context)
  const arrived = decodeSigningRequest(encodeSigningRequest(request))
  expect(arrived.context).toEqual({ ...context, payload: Buffer.from(context.payload) })
  expect(encodeSigningRequest(arrived)).toBe(encodeSigningRequest(request))
  expect(signingRequest(GAS_KEY_PATH, { ...context, approvedBy: [] }).requestId).toBe(request.requestId)
  expect(signingRequest("m/44'/60'/1'/4/0", context).requestId).not.toBe(request.requestId)
})

test('a request that was changed on its way is refused: what the share judges is what it signs', () => {
  const wire = JSON.parse(encodeSigningRequest(signingRequest(GAS_KEY_PATH, context)))
  const changes = [
    { payload: '00' },
    { digest: '00'.repeat(32) },
    { request_id: '00'.repeat(32) },
    { key_path: "m/44'/60'/1'/4/0" },
    { digest_is: 'KECCAK256' },
    { digest_is: 'MD5' },
    { chain_id: '728126428' },
    { payload: `${wire.payload}0` },
    { intent: null },
    { approved_by: 'everybody' },
    { something_else: true },
    { policy_version: undefined },
  ]
  for (const change of changes) {
    const text = JSON.stringify({ ...wire, ...change })
    expect(() => decodeSigningRequest(text), JSON.stringify(change)).toThrow(SignerError)
  }
  for (const text of ['', 'null', '[]', '{', '"x"'])
    expect(() => decodeSigningRequest(text)).toThrow(SignerError)
})

test('an answer arrives as it was given, and another shape is none', () => {
  const signature = { r: 1n, s: 2n ** 255n, yParity: 1 as const }
  for (const outcome of [
    { signed: true as const, signature },
    { signed: false as const, reason: 'not this receiver' },
  ])
    expect(decodeSigningOutcome(encodeSigningOutcome(outcome))).toEqual(outcome)
  for (const text of [
    '{}',
    '{"signed":true}',
    '{"signed":false}',
    `{"signed":true,"r":"1","s":"2","y_parity":0}`,
    'no',
  ])
    expect(() => decodeSigningOutcome(text)).toThrow(SignerError)
})
