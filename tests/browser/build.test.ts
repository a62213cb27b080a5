import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { assertBuilt } from './world.ts'

const DIST = fileURLToPath(new URL('../../portal/dist/', import.meta.url))
const FIRST_LOAD_BYTES_MAX = 250 * 1024
const FIRST_PAGES = ['src/features/sign-in/sign-in-page.tsx', 'src/features/overview/overview-page.tsx']

interface Chunk {
  readonly file: string
  readonly src?: string
  readonly isEntry?: true
  readonly imports?: readonly string[]
}

let manifest: Readonly<Record<string, Chunk>>
beforeAll(() => {
  assertBuilt()
  manifest = JSON.parse(readFileSync(`${DIST}manifest.json`, 'utf8'))
})

/** The files that a browser needs before it can show these. */
function filesOf(names: readonly string[], seen = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = manifest[name]
    if (chunk === undefined || seen.has(chunk.file)) continue
    seen.add(chunk.file)
    filesOf(chunk.imports ?? [], seen)
  }
  return seen
}

test('signing in and the overview load less than 250 KB of compressed script together', () => {
  const entries = Object.keys(manifest).filter((name) => manifest[name]?.isEntry === true)
  expect(entries).toHaveLength(1)
  for (const page of FIRST_PAGES) expect(Object.keys(manifest)).toContain(page)
  const files = [...filesOf([...entries, ...FIRST_PAGES])].filter((file) => file.endsWith('.js'))
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(DIST + file), { level: 9 }).length, 0)
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX)
})

test('every script and style of some size lies there compressed, so nothing is compressed while somebody waits', () => {
  const files = readdirSync(`${DIST}assets`).filter((file) => /\.(js|css)$/.test(file))
  const large = files.filter((file) => readFileSync(`${DIST}assets/${file}`).length >= 1_024)
  expect(large.length).toBeGreaterThan(10)
  for (const file of large)
    for (const kind of ['br', 'gz']) expect(existsSync(`${DIST}assets/${file}.${kind}`)).toBe(true)
})

test('the page has no script or style of its own that its policy would have to let in, but for those that carry the nonce', () => {
  const html = readFileSync(`${DIST}index.html`, 'utf8')
  const scripts = html.match(/<script[^>]*>/g) ?? []
  expect(scripts.length).toBeGreaterThan(0)
  for (const script of scripts) expect(script).toContain('nonce="__HOLDFAST_NONCE__"')
  expect(html).not.toMatch(/<style|style=|onload=|onclick=/)
})
