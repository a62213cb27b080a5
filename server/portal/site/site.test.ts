import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../../../tests/harness/http-server.ts'
import { createLogger } from '../../kernel/log.ts'
import { createSite } from './site.ts'

const INDEX = `<!doctype html><meta property="csp-nonce" nonce="__HOLDFAST_NONCE__"><script type="module" nonce="__HOLDFAST_NONCE__" src="/portal/assets/index-Ab12.js"></script>`
const SCRIPT = 'console.log(1)'

let folder: string
let server: TestServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-dist-'))
  server = await startTestServer({
    routes: [],
    sites: [createSite({ log: createLogger('silent'), folder })],
  })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), content)
}

async function build(index = INDEX): Promise<void> {
  await put('assets/index-Ab12.js', SCRIPT)
  await put('assets/index-Ab12.js.br', brotliCompressSync(SCRIPT))
  await put('assets/index-Ab12.js.gz', gzipSync(SCRIPT))
  await put('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await put('secret.map', 'of the sources')
  await put('index.html', index)
}

const get = (path: string, headers: Record<string, string> = {}) =>
  server.call('GET', path, { key: null, headers })

describe('before the portal is built', () => {
  test.each(['/portal', '/portal/', '/portal/cards/1'])('%s says how to build it', async (path) => {
    const { status, headers, text } = await get(path)
    expect(status).toBe(404)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text).toContain('npm run build:portal')
  })
})

describe('the built portal', () => {
  beforeAll(() => build())

  test.each(['/portal', '/portal/', '/portal/cards/1', '/portal/index.html', '/portal/apiary'])(
    '%s is its page, as nobody may keep it',
    async (path) => {
      const { status, headers, text } = await get(path)
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-store',
      ])
      expect(text).toContain('<script type="module"')
    },
  )

  test('each page has a nonce of its own, and the policy lets in what carries it, this server and nothing else', async () => {
    const pages = await Promise.all([get('/portal'), get('/portal')])
    const nonces = pages.map(({ text }) =>
      [...text.matchAll(/nonce="([\w-]{22})"/g)].map(([, nonce]) => nonce),
    )
    expect(nonces.map((own) => [own.length, new Set(own).size])).toEqual([
      [2, 1],
      [2, 1],
    ])
    expect(nonces[0]?.[0]).not.toBe(nonces[1]?.[0])
    const policy = pages[0]?.headers.get('content-security-policy') ?? ''
    const directives = Object.fromEntries(
      policy.split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ')
        return [name, sources.join(' ')]
      }),
    )
    const own = `'self' 'nonce-${nonces[0]?.[0]}'`
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': own,
      'style-src': own,
      'img-src': "'self' data: blob:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    })
    expect(policy).not.toMatch(/unsafe/)
    expect(Object.fromEntries(pages[0]?.headers ?? [])).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'cross-origin-opener-policy': 'same-origin',
    })
  })

  test('a hashed file is kept for ever, another one is asked for again, and neither runs when it is opened by itself', async () => {
    const asset = await get('/portal/assets/index-Ab12.js')
    expect([asset.status, asset.text]).toEqual([200, SCRIPT])
    expect(Object.fromEntries(asset.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
    const logo = await get('/portal/logo.svg')
    expect(Object.fromEntries(logo.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
    const again = await get('/portal/logo.svg', { 'if-none-match': logo.headers.get('etag') ?? '' })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  test.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
    ['brotli', null],
  ])('to a browser that takes %s a file goes as %s', async (accepted, sent) => {
    const { headers, text } = await get('/portal/assets/index-Ab12.js', { 'accept-encoding': accepted })
    expect([headers.get('content-encoding'), text]).toEqual([sent, SCRIPT])
  })

  test.each(['/portal/assets/index-Old.js', '/portal/api', '/portal/api/unknown', '/portal/api/session/x'])(
    '%s is nothing, in the shape of the contract',
    async (path) => {
      const { status, json } = await get(path)
      expect([status, json]).toMatchObject([404, { code: 'NOT_FOUND', trace_id: expect.any(String) }])
    },
  )

  test.each(['/portal/..%2f..%2fpackage.json', '/portal/secret.map', '/portal/assets/../../../package.json'])(
    '%s gives no file of the disk',
    async (path) => {
      const { text } = await get(path)
      expect(text).not.toMatch(/of the sources|"name": "holdfast"/)
    },
  )

  test('a new build is served from its first page on, without a restart', async () => {
    await build(`${INDEX}<p>second build</p>`)
    await utimes(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5_000))
    expect((await get('/portal')).text).toContain('second build')
  })
})
