import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selfSignedCertificate } from '../../../tests/harness/certificate.ts'
import { type DnsServer, startDnsServer } from '../../../tests/harness/dns-server.ts'
import { createWebhookClient, type WebhookAnswer } from './webhook-client.ts'

const trustedByDefault = getCACertificates('default')
let server: Server
let dns: DnsServer
let cert: string
let askedFor: (string | false | undefined)[] = []

beforeAll(async () => {
  const certificate = selfSignedCertificate('hook.example')
  cert = certificate.cert
  dns = await startDnsServer()
  dns.names.set('hook.example', ['127.0.0.1'])
  dns.names.set('other.example', ['127.0.0.1'])
  server = createServer(certificate, (request, response) => {
    askedFor.push('servername' in request.socket ? (request.socket.servername as string | false) : undefined)
    response.end('over tls')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  setDefaultCACertificates(trustedByDefault)
  dns.close()
  await new Promise((resolve) => server.close(resolve))
})

async function post(hostname: string): Promise<WebhookAnswer> {
  const client = createWebhookClient({ profile: 'sandbox', resolver: dns.resolver })
  const { port } = server.address() as AddressInfo
  const url = `https://${hostname}:${port}/`
  const answer = await client.post({ url, headers: {}, body: Buffer.from('{}'), timeoutMs: 5_000 })
  client.close()
  return answer
}

test('a certificate that nobody vouches for is a failed attempt, and nothing is sent', async () => {
  askedFor = []
  expect(await post('hook.example')).toMatchObject({
    statusCode: null,
    error: expect.stringMatching(/self.signed/),
  })
  expect(askedFor).toEqual([])
})

test('sends over TLS to the checked address under the host name of the URL', async () => {
  setDefaultCACertificates([...trustedByDefault, cert])
  askedFor = []
  expect(await post('hook.example')).toMatchObject({ statusCode: 200, body: 'over tls' })
  expect(askedFor).toEqual(['hook.example'])
})

test('a certificate of another name is a failed attempt, and nothing is sent', async () => {
  setDefaultCACertificates([...trustedByDefault, cert])
  askedFor = []
  expect(await post('other.example')).toMatchObject({
    statusCode: null,
    error: expect.stringContaining('other.example'),
  })
  expect(askedFor).toEqual([])
})
