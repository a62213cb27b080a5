import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '../../kernel/refusal.ts'
import { pem, SIGNER, signatureHeader } from '../bridge.fixture.ts'
import { readSignature, verifySignature } from './signature.ts'

/** The partner's published example. */
const VECTOR = {
  t: '1705854411204',
  body: '{"message":"Hello World!"}',
  digest: 'b7d91d825f86bdb829cbd1d0f12dd4faed8a58507e8a9fdb3a8e13d07c2047ee',
  v0: 'jz/0dmHJ63FAzacGutrDTEoq+iSz/PHm/ugdooXDQu5NwuVIT2LmZGjsnCsBHgR9Py6OBP9zurzW4dHgygU4EDqmMPTUOvhvndYb4lWt+TY66LihaFI2whL6DAf/jb1QjYjNU0A6x9SLzC45dgE6X7zTDUM+2Z+scG/WEQf6SxQMt4E2sEipl5PqMK5lYUe3otdJV+X2c9D64bGwCEE7QSia+Vhozg8QNOQEk/rdz2IEONIg6oC43CeiN4E2kF9XLAGuy9uAHx9O9OJH5ZPLJZjyo4VcXYeWQgxaQ1gZ1Qu6hEEzgiPSff/1nou58dm4bIIazgCWli/mO0NyGcpfFw==',
  key: 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtqsEE4eI7EmzhcquGJXtLX9PMK0UH6Kl1WIR21sv8HtueG8BuvvpP3MiN7ltzmIhS8KaynCjN4l+620PnXeuxWG+CSnEdkinL9hCqbEid5vv9zl0j9LWiJx3FkKHqADU7cgm46aa8dKUdIQYF2X+O7WmyLkC4wUM/mWhBPMsIQBznashRMZxx7XJjsVp27ACUE4eNIjEXbVYN6U8jSbUhG++CfL8xXu+GHDqKmFE6Po6HnuURvLFVnCtE3mXXBcVFlPy+octfx8nOMLT3X8O9UehIigJ34o2yMm/Fq3HUJzg2BsiAiGgtr0vmeoV9Q7upSNj9TuOumAzZFi4pYA+qwIDAQAB',
}
const VECTOR_KEY = pem(
  createPublicKey({ key: Buffer.from(VECTOR.key, 'base64'), format: 'der', type: 'spki' }),
)

const NOW = Number(VECTOR.t)
const OURS = [pem(SIGNER.publicKey)]

/** Null when the header is a good signature of the body at that time. */
function judge(header: string | string[] | undefined, body: string, keys = OURS, nowMs = Date.now()) {
  const signature = readSignature(header, nowMs)
  return isRefusal(signature) ? signature : verifySignature(keys, signature, Buffer.from(body))
}

describe('the published example', () => {
  const header = `t=${VECTOR.t},v0=${VECTOR.v0}`

  test('is a good signature', () => {
    expect(createHash('sha256').update(`${VECTOR.t}.${VECTOR.body}`).digest('hex')).toBe(VECTOR.digest)
    expect(judge(header, VECTOR.body, [VECTOR_KEY], NOW)).toBeNull()
  })

  test('of this body, time and key alone', () => {
    expect(judge(header, `${VECTOR.body} `, [VECTOR_KEY], NOW)).not.toBeNull()
    expect(judge(header.replace('204,', '205,'), VECTOR.body, [VECTOR_KEY], NOW)).not.toBeNull()
    expect(judge(header, VECTOR.body, OURS, NOW)).not.toBeNull()
    expect(judge(header, VECTOR.body, [], NOW)).not.toBeNull()
  })
})

describe('a signature', () => {
  const body = '{"a":1}'

  test('is good under any of the keys, and what is no key does no harm', () => {
    const elliptic = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
    expect(judge(signatureHeader(body), body, ['no key', elliptic, VECTOR_KEY, ...OURS])).toBeNull()
  })

  test('made in a single pass is bad: the partner hashes twice', () => {
    const t = String(Date.now())
    const v0 = sign('sha256', Buffer.from(`${t}.${body}`), SIGNER.privateKey).toString('base64')
    expect(judge(`t=${t},v0=${v0}`, body)).not.toBeNull()
  })

  test.each([
    ['older than 10 minutes', 600_001, false],
    ['10 minutes old', 600_000, true],
    ['a minute ahead', -60_000, true],
    ['more than a minute ahead', -60_001, false],
  ])('that is %s is judged by our wall clock', (_what, ageMs, isGood) => {
    const header = signatureHeader(body, { t: VECTOR.t })
    expect(judge(header, body, OURS, NOW + ageMs) === null).toBe(isGood)
  })

  const good = signatureHeader(body)
  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['sent twice', [good, good]],
    ['without a time', good.replace(/^t=\d+,/, '')],
    ['with another time', good.replace(/^t=\d+/, `t=${Date.now() - 5_000}`)],
    ['with a time in words', good.replace(/^t=\d+/, 't=now')],
    ['with a time beyond all numbers', good.replace(/^t=/, 't=9999999999999999999')],
    ['of another version', good.replace('v0=', 'v1=')],
    ['without its padding', good.replace(/=+$/, '')],
    ['in base64 of URLs', good.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '-_==')],
    ['with something behind it', `${good},v1=abc`],
    ['cut short', good.slice(0, -12)],
  ])('that is %s is refused', (_what, header) => {
    expect(judge(header, body)).not.toBeNull()
  })
})
