import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type DnsServer, startDnsServer } from '../../../tests/harness/dns-server.ts'
import { acknowledge, startWebhookSink, type WebhookSink } from '../../../tests/harness/webhook-sink.ts'
import type { Profile } from '../../kernel/config.ts'
import { createWebhookClient, type WebhookAnswer } from './webhook-client.ts'

let sink: WebhookSink
let dns: DnsServer
beforeAll(async () => {
  sink = await startWebhookSink()
  dns = await startDnsServer()
})
afterEach(() => {
  sink.respond = acknowledge
  sink.requests.length = 0
  dns.names.clear()
  dns.isSilent = false
})
afterAll(async () => {
  dns.close()
  await sink.close()
})

async function post(url: string, profile: Profile = 'sandbox', timeoutMs = 5_000): Promise<WebhookAnswer> {
  const client = createWebhookClient({ profile, resolver: dns.resolver })
  try {
    return await client.post({ url, headers: { 'x-test': '1' }, body: Buffer.from('{"a":"ü"}'), timeoutMs })
  } finally {
    client.close()
  }
}

/** A server that speaks bytes of its own choosing, and how often it was connected to. */
async function rawServer(
  onRequest: (socket: Socket) => void,
): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => onRequest(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}/`, port, server }
}

describe('targets', () => {
  const internalHosts = [
    '127.0.0.1',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
    '127.0.0.1.',
    '１２７.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b:1::a00:1]',
    '[2002:7f00:1::]',
    '[2001:0:7f00:1::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fec0::1]',
    '[ff02::1]',
    '[::]',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '2852039166',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '192.88.99.1',
    '0',
    '0xa9.0xfe.0xa9.0xfe',
    '0300.0250.0.1',
    '[::ffff:169.254.169.254]',
    '[::ffff:0:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
    '[2001:db8::1]',
    '[100::1]',
    '[5f00::1]',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    'localhost',
    'LOCALHOST.',
    'api.localhost',
  ]
  test.each(internalHosts)('production never connects to %s', async (host) => {
    const answer = await post(`https://${host}:${sink.port}/`, 'production')
    expect(answer).toMatchObject({ statusCode: null, error: expect.stringContaining('not public') })
  })

  const sandboxAllows = new Set([
    '127.0.0.1',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
  ])
  const loopback = [
    ...sandboxAllows,
    '127.0.0.1.',
    '１２７.0.0.1',
    '[::1]',
    'localhost',
    'LOCALHOST.',
    'api.localhost',
  ]
  test.each(internalHosts.filter((host) => !loopback.includes(host)))(
    'the sandbox opens loopback only, not %s',
    async (host) => {
      const answer = await post(`http://${host}:${sink.port}/`)
      expect(answer).toMatchObject({ statusCode: null, error: expect.stringContaining('not public') })
    },
  )

  test.each([...sandboxAllows, 'localhost'])('the sandbox reaches loopback as %s', async (host) => {
    expect(await post(`http://${host}:${sink.port}/`)).toMatchObject({ statusCode: 200, error: null })
  })

  test.each(['http://example.org/', 'ftp://example.org/', 'file:///etc/passwd', 'data:,x'])(
    'production sends to https only, not to %s',
    async (url) => {
      dns.names.set('example.org', ['93.184.216.34'])
      expect(await post(url, 'production')).toMatchObject({
        statusCode: null,
        error: expect.stringContaining('https'),
      })
      expect(dns.questions).not.toContain('example.org')
    },
  )

  test('text that is no URL is a failed attempt, not an exception', async () => {
    expect(await post('not a url')).toMatchObject({ statusCode: null, error: expect.any(String) })
  })
})

describe('names', () => {
  test.each([
    [['10.0.0.1']],
    [['127.0.0.1']],
    [['8.8.8.8', '10.0.0.1']],
    [['8.8.8.8', 'fd00::1']],
    [['169.254.169.254']],
    [['64:ff9b::a00:1']],
  ])(
    'in production a name with the addresses %j is refused, whichever of them is public',
    async (addresses) => {
      dns.names.set('hook.example', addresses)
      const answer = await post(`https://hook.example:${sink.port}/`, 'production')
      expect(answer.error).toBe('the host has an address that is not public')
    },
  )

  test('a name whose first answer is public and whose second is not is asked once, and refused when it lies', async () => {
    let answers = 0
    const rebinding = Object.create(dns.resolver, {
      resolve4: { value: async () => [++answers === 1 ? '127.0.0.1' : '10.0.0.1'] },
      resolve6: { value: async () => [] },
    })
    const client = createWebhookClient({ profile: 'production', resolver: rebinding })
    const request = { headers: {}, body: Buffer.from('{}'), timeoutMs: 5_000 }
    for (let i = 0; i < 2; i += 1)
      expect(
        (await client.post({ ...request, url: `https://rebind.example:${sink.port}/` })).error,
      ).toContain('not public')
    client.close()
    expect(answers).toBe(2)
  })

  test('connects to the very address that was checked, whatever the name says a moment later', async () => {
    const resolve4 = dns.resolver.resolve4.bind(dns.resolver)
    dns.names.set('rebind.example', ['127.0.0.1'])
    const asked = dns.questions.filter((name) => name === 'rebind.example').length
    expect((await post(`http://rebind.example:${sink.port}/`)).statusCode).toBe(200)
    // One question for each family: no second look-up stands between the check and the connection.
    expect(dns.questions.filter((name) => name === 'rebind.example').length - asked).toBe(2)
    dns.names.set('rebind.example', ['10.0.0.1'])
    expect(await resolve4('rebind.example')).toEqual(['10.0.0.1'])
    expect((await post(`http://rebind.example:${sink.port}/`)).error).toContain('not public')
    expect(sink.requests).toHaveLength(1)
  })

  test('an unknown name is a failed attempt that says so', async () => {
    expect((await post('http://nowhere.example/')).error).toContain('ENOTFOUND')
  })

  test('a silent name server counts into the time-out of the request', async () => {
    dns.isSilent = true
    const answer = await post('http://slow.example/', 'sandbox', 200)
    expect(answer.error).toContain('200 ms')
    expect(answer.latencyMs).toBeLessThan(900)
  })
})

describe('answers', () => {
  test('sends the bytes as they are, with their length, and gives back status and body', async () => {
    expect(await post(sink.url)).toMatchObject({
      statusCode: 200,
      body: '{"response_code":"OK"}',
      error: null,
    })
    const [request] = sink.requests
    expect(request?.method).toBe('POST')
    expect(request?.body).toEqual(Buffer.from('{"a":"ü"}'))
    expect(request?.headers['content-length']).toBe('10')
    expect(request?.headers['x-test']).toBe('1')
  })

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    sink.respond = (_request, response) =>
      void response.writeHead(status, { location: `${sink.url}/other` }).end()
    expect((await post(sink.url)).statusCode).toBe(status)
    expect(sink.requests).toHaveLength(1)
  })

  test('an answer that drips is cut off at the time-out, counted from the start', async () => {
    sink.respond = (_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    }
    const answer = await post(sink.url, 'sandbox', 300)
    expect(answer).toMatchObject({ statusCode: null, error: 'no complete answer within 300 ms' })
    expect(answer.latencyMs).toBeGreaterThanOrEqual(295)
    expect(answer.latencyMs).toBeLessThan(1_500)
  })

  test('headers that drip, or endless interim answers, are cut off as well', async () => {
    const { url, server } = await rawServer((socket) => {
      const drip = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 10)
      socket.on('close', () => clearInterval(drip))
    })
    expect((await post(url, 'sandbox', 200)).error).toBe('no complete answer within 200 ms')
    server.close()
  })

  test('an endpoint that accepts and says nothing is a time-out', async () => {
    const { url, server } = await rawServer(() => {})
    expect((await post(url, 'sandbox', 150)).error).toBe('no complete answer within 150 ms')
    server.close()
  })

  test('reads a bounded part of a huge answer, and its status counts', async () => {
    let sent = 0
    sink.respond = (_request, response) => {
      response.writeHead(200)
      const chunk = Buffer.alloc(16_384, 'x')
      const more = () => {
        while (!response.destroyed && sent < 1e9) {
          sent += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', more)
      more()
    }
    const answer = await post(sink.url)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('x'.repeat(4_096))
    expect(sent).toBeLessThan(50e6)
  })

  test('keeps 4,096 characters of the body, in a form that the database takes', async () => {
    sink.respond = (_request, response) => void response.end(`\0\xff${'😀'.repeat(4_000)}`)
    const { body } = await post(sink.url)
    expect(body?.length).toBe(4_096)
    expect(body?.isWellFormed()).toBe(true)
    expect(body).not.toContain('\0')
  })

  test.each([
    ['a reset', (socket: Socket) => void socket.resetAndDestroy()],
    ['a close without an answer', (socket: Socket) => void socket.end()],
    ['garbage', (socket: Socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'half an answer',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    ],
    [
      'half a chunk',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf'),
    ],
    [
      'a switch of protocols',
      (socket: Socket) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
    [
      'endless headers',
      (socket: Socket) => void socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`),
    ],
  ])('%s is a failed attempt with a reason, never a success', async (_name, onRequest) => {
    const { url, server } = await rawServer(onRequest)
    const answer = await post(url)
    expect(answer.statusCode).toBeNull()
    expect(answer.error).not.toBe('')
    server.close()
  })

  test('a refused connection is a failed attempt that says so', async () => {
    const { url, server } = await rawServer(() => {})
    await new Promise((resolve) => server.close(resolve))
    expect((await post(url)).error).toContain('ECONNREFUSED')
  })

  test('a header that cannot be sent is a failed attempt, not an exception', async () => {
    const client = createWebhookClient({ profile: 'sandbox' })
    const request = { url: sink.url, headers: { 'x-key': 'a\nb' }, body: Buffer.from('{}'), timeoutMs: 1_000 }
    expect(await client.post(request)).toMatchObject({
      statusCode: null,
      error: expect.stringContaining('header'),
    })
    client.close()
  })

  test('uses a kept connection again', async () => {
    const client = createWebhookClient({ profile: 'sandbox' })
    const ports: (number | undefined)[] = []
    sink.respond = (request, response) => {
      ports.push(response.socket?.remotePort)
      return acknowledge(request, response)
    }
    for (let i = 0; i < 3; i += 1)
      await client.post({ url: sink.url, headers: {}, body: Buffer.from('{}'), timeoutMs: 1_000 })
    expect(new Set(ports).size).toBe(1)
    client.close()
  })
})
