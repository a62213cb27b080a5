import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { startCompanyApi } from '../../tests/harness/company-api.ts'
import { dumpTables } from '../../tests/harness/dump-tables.ts'
import { findSecrets } from '../../tests/harness/find-secrets.ts'
import {
  codeNow,
  freshCodes,
  newPerson,
  open,
  PASSWORD,
  readInvitation,
  signIn,
} from '../../tests/harness/people.ts'
import { base32 } from './totp.ts'

it('no password, code secret, session or invitation stands in clear in any table or log line', async () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const api = await startCompanyApi({ log: pino({ level: 'trace' }, sink) })
  try {
    const company = await api.company()
    const person = await newPerson(api, company, 'ADMIN')
    const { body } = await signIn(api, person)
    await signIn(api, person, { password: `${PASSWORD} wrong` })
    await person.call('POST', '/management/users', { email: 'next@example.org', role: 'ADMIN' })
    const invitation = await readInvitation(api, company.id, 'next@example.org')
    const accepted = await open(api, 'invitations/accept', {
      token: invitation,
      password: 'another good one',
    })
    const change = { password: PASSWORD, new_password: 'yet another one', code: codeNow(person.secret) }
    await freshCodes(api, person)
    expect((await person.call('PUT', '/portal/api/password', change)).status).toBe(204)
    await person.call('POST', '/portal/api/sign-out')
    const secrets = {
      password: PASSWORD,
      another: 'another good one',
      changed: 'yet another one',
      session: person.session.slice(4),
      newer: body.session.slice(4),
      invitation: invitation.slice(4),
      totp: base32(person.secret),
      bytes: person.secret.toString('hex'),
      accepted: accepted.body.totp_secret,
    }
    expect(Object.values(secrets).every((secret) => secret.length >= 12)).toBe(true)
    const dump = await dumpTables(api.db)
    expect(dump.length).toBeGreaterThan(10)
    expect(lines.length).toBeGreaterThan(5)
    expect(findSecrets([...dump, ...lines], secrets)).toEqual([])
  } finally {
    await api.stop()
  }
})
