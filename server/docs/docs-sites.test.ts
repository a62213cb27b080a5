import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerSite } from '../kernel/http/site.ts'
import { createDocsSites } from './docs-sites.ts'
import { pagesOf, readManual } from './manual.ts'
import { renderMarkdown } from './render-markdown.ts'

/** Served by others of the platform. */
const BESIDE = ['/docs/api', '/openapi.json']

let app: FastifyInstance
beforeAll(async () => {
  app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
  for (const site of createDocsSites()) registerSite(app, site)
  await app.ready()
})
afterAll(() => app.close())

const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers })

test('every page is reached from /docs, no link leads nowhere, and no anchor is missing', async () => {
  const html = new Map<string, string>()
  const links = new Set<string>()
  const waiting = ['/docs']
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (html.has(url) || BESIDE.includes(url)) continue
    const { statusCode, body, headers } = await get(url)
    expect([url, statusCode]).toEqual([url, 200])
    html.set(url, String(headers['content-type']).startsWith('text/html') ? body : '')
    for (const [, link = ''] of html.get(url)?.matchAll(/ href="([^"]+)"/g) ?? []) {
      if (/^(https|data):/.test(link)) continue
      const whole = link.startsWith('#') ? url + link : link
      links.add(whole)
      waiting.push(whole.split('#')[0] ?? '')
    }
  }
  const anchored = [...links].filter((link) => link.includes('#')).map((link) => link.split('#'))
  const missing = anchored.filter(([url = '', id]) => !html.get(url)?.includes(` id="${id}"`))
  expect(missing).toEqual([])
  const names = pagesOf(await readManual()).map(({ name }) => (name === '' ? '/docs' : `/docs/${name}`))
  expect(names.filter((name) => !html.has(name))).toEqual([])
})

test('a page runs no script, loads nothing but its style, and stands in no frame', async () => {
  const { body, headers } = await get('/docs/wallets')
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(body).not.toMatch(/<script|<style| style=| on\w+=|src=/)
  expect(body).toContain('<link rel="stylesheet" href="/docs/style.css">')
  const style = await get('/docs/style.css')
  expect(style.headers['content-type']).toBe('text/css; charset=utf-8')
  expect(style.body).not.toMatch(/@import|url\(/)
})

test('each page is to be had as markdown, whose links lead to markdown', async () => {
  const { body, headers } = await get('/docs/custody.md')
  expect(headers['content-type']).toBe('text/markdown; charset=utf-8')
  expect(body).toMatch(/^# Custody/)
  expect(body).toContain('](/docs/sending.md)')
  expect((await get('/docs/architecture.md')).body).toMatch(/^# Architecture/)
  expect((await get('/docs/verify-reserves.mjs')).body).toContain('Node')
})

test('llms.txt names every page, each is there as markdown', async () => {
  const { body, headers } = await get('/llms.txt')
  expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  const named = [...body.matchAll(/^- \[.+\]\((.+)\): ./gm)].map(([, address = '']) => address)
  expect(named).toHaveLength(pagesOf(await readManual()).length - 1)
  for (const address of named) expect([address, (await get(address)).statusCode]).toEqual([address, 200])
})

test('what is known by its tag is not sent again', async () => {
  const { etag } = (await get('/docs/cards')).headers
  const again = await get('/docs/cards', { 'if-none-match': etag })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test('what is no page says so with the way to all pages', async () => {
  const { statusCode, body, headers } = await get('/docs/nothing')
  expect([statusCode, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  expect(body).toContain('href="/docs/quick-start"')
  expect((await get('/docs/../package.json')).statusCode).toBe(404)
  expect((await get('/llms.txt/more')).statusCode).toBe(404)
})

test('tags and addresses that run something stay text', () => {
  const { html } = renderMarkdown(
    '# A <b>\n\n<script>alert(1)</script> [x](javascript:alert(1)) `<i>`\n\n```sh\na <b>\n```\n```\nc\n```\n',
    (link) => link,
  )
  expect(html).not.toMatch(/<(script|b|i)>|href="javascript/)
  expect(html).toContain('<h1 id="a-b">')
  expect(html).toContain('<pre class="output" tabindex="0"><code>c\n</code></pre>')
})
