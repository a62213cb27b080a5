import { createHash, generateKeyPairSync, sign } from 'node:crypto'

/** A fresh pair of an endpoint, in PEM. */
export function newEndpointKeys(): { readonly public_key: string; readonly private_key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return { public_key: publicKey, private_key: privateKey }
}

/**
 * The value of X-Webhook-Signature. The SHA-256 of time and body is itself the message of an RSA signature with SHA-256: it is hashed
 * twice.
 */
export function signatureHeader(privateKey: string, timeMs: number, body: string): string {
  const digest = signedDigest(String(timeMs), body)
  return `t=${timeMs},v0=${sign('RSA-SHA256', digest, privateKey).toString('base64')}`
}

export function signedDigest(time: string, body: string): Buffer {
  return createHash('sha256').update(`${time}.${body}`).digest()
}
