import { request as forward } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selfSignedCertificate } from '../../tests/harness/certificate.ts'
import { type CompanyApi, startCompanyApi } from '../../tests/harness/company-api.ts'
import { codeNow, freshCodes, newPerson, PASSWORD, type Person } from '../../tests/harness/people.ts'
import { openPage } from '../../tests/harness/portal-page.ts'

const trustedByDefault = getCACertificates('default')
let proxy: Server
let publicUrl: string
let api: CompanyApi
let person: Person

beforeAll(async () => {
  const certificate = selfSignedCertificate('localhost')
  // As nginx does unless told otherwise: TLS ends here, and Host is the address behind.
  proxy = createServer(certificate, (incoming, outgoing) => {
    const { host: _host, ...headers } = incoming.headers
    const request = forward(
      `${api.apiUrl}${incoming.url}`,
      {
        method: incoming.method,
        headers: {
          ...headers,
          'x-forwarded-for': incoming.socket.remoteAddress,
          'x-forwarded-proto': 'https',
        },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    incoming.pipe(request)
  })
  await new Promise<void>((resolve) => proxy.listen(0, 'localhost', resolve))
  setDefaultCACertificates([...trustedByDefault, certificate.cert])
  publicUrl = `https://localhost:${(proxy.address() as AddressInfo).port}`
  api = await startCompanyApi({ env: { HOLDFAST_PUBLIC_URL: publicUrl } })
  person = await newPerson(api, await api.company(), 'ADMIN')
  await freshCodes(api, person)
})
afterAll(async () => {
  setDefaultCACertificates(trustedByDefault)
  proxy.closeAllConnections()
  await new Promise((resolve) => proxy.close(resolve))
  await api.stop()
})

test('behind a proxy that ends TLS somebody signs in, calls with a cookie that only https carries, writes, and signs out', async () => {
  const page = openPage(publicUrl)
  const from = { origin: publicUrl }
  const signIn = { email: person.email, password: PASSWORD, code: codeNow(person.secret) }
  const signedIn = await page.call('POST', '/portal/api/sign-in', signIn, from)
  expect([signedIn.status, signedIn.body.session]).toEqual([200, null])
  expect(signedIn.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-holdfast=hfs_[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/,
    ),
  ])
  expect(page.cookie()).toMatch(/^__Host-holdfast=hfs_/)

  const shown = await page.call('GET', '/portal/api/session')
  expect([shown.status, shown.body.user.email]).toEqual([200, person.email])
  const invited = await page.call(
    'POST',
    '/management/users',
    { email: 'second@example.org', role: 'READ_ONLY' },
    from,
  )
  expect(invited.status).toBe(201)
  const elsewhere = await page.call('GET', '/portal/api/session', undefined, { origin: 'https://localhost' })
  expect([elsewhere.status, elsewhere.body.code]).toEqual([401, 'DENIED'])

  const signedOut = await page.call('POST', '/portal/api/sign-out', {}, from)
  expect(signedOut.status).toBe(204)
  expect(signedOut.headers.getSetCookie()).toEqual([
    '__Host-holdfast=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
  ])
  expect(page.cookie()).toBe(null)
  expect((await page.call('GET', '/portal/api/session')).status).toBe(401)
})

test('the cookie of a page that came in clear opens nothing where the portal is at https', async () => {
  const page = openPage(publicUrl)
  const cookie = `holdfast=${person.session}`
  expect((await page.call('GET', '/portal/api/session', undefined, { cookie })).status).toBe(401)
  const secure = `__Host-holdfast=${person.session}`
  expect((await page.call('GET', '/portal/api/session', undefined, { cookie: secure })).status).toBe(200)
})
