import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../../', import.meta.url)
const SOURCES = globSync('server/**/*.ts', { cwd: ROOT.pathname })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
  .sort()

const filesWith = (pattern: RegExp) =>
  SOURCES.filter((file) => pattern.test(readFileSync(new URL(file, ROOT), 'utf8')))

test('only the guarded client calls URLs that companies give; whatever else calls out goes where the operator says', () => {
  expect(SOURCES.length).toBeGreaterThan(500)
  expect(filesWith(/\bfetch\(|\bhttps?\.(request|get)\(|\b(net|tls)\.connect\(|\bnew WebSocket\(/)).toEqual([
    'server/cards/network/set-pin.ts', // HOLDFAST_NETWORK_URL
    'server/chains/tron/node.ts', // nodes
    'server/kernel/http/hand-over.ts', // HOLDFAST_MAIL_URL, HOLDFAST_SMS_URL
    'server/partner/bridge/send.ts', // HOLDFAST_BRIDGE_URL
    'server/webhooks/http/webhook-client.ts', // companies
  ])
})

test('bytes are compared in a time that tells nothing, but for those that are no secret of anybody', () => {
  expect(filesWith(/\.equals\(|\bBuffer\.compare\(|\.compare\(/)).toEqual([
    // bodies and requests against what the same caller has sent before
    'server/cards/authorization/authorizer.ts',
    'server/cards/authorization/precedents.ts',
    'server/cards/network/stored-answer.ts',
    'server/chains/tron/transaction.ts', // transactions, which everybody may read
    'server/chains/tron/verify-intent.ts',
    'server/clients/fields/image.ts', // the first bytes of a PNG
    'server/custody/signer.ts', // a digest of bytes that stand beside it
    'server/kernel/http/write-call.ts',
    'server/ledger/checks/check-seals.ts', // hashes of the books
    'server/people/list-sessions.ts', // which of the caller's own sessions it is
    'server/people/passkeys/sign-in-with-passkey.ts', // the id of a user
    'server/portal/live/streams.ts', // whose streams end with a session
    'server/wallets/page-token.ts', // a check against typing errors, which guards nothing
    'server/wallets/reserves/take-proof.ts', // the order of hashes
  ])
})

test('what opens something is compared in a time that tells nothing', () => {
  expect(filesWith(/\btimingSafeEqual\(/)).toEqual([
    'server/cards/issuing/find-number.ts', // CVV2
    'server/cards/network/signature.ts',
    'server/cards/three-ds/one-time-code.ts',
    'server/kernel/http/authenticate.ts', // the operator's key; keys and sessions are found by their hash
    'server/people/passkeys/challenge.ts',
    'server/people/password.ts',
    'server/people/totp.ts',
  ])
})
