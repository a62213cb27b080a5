import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-store-'))
  file = join(folder, 'partner.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a commit survives a restart whole, and one that a killed process wrote half is not there at all', () => {
  const store = openStore(file)
  const [cats, dogs] = [store.table<string>('cats', 10), store.table<string>('dogs', 10)]
  store.commit(() => {
    cats.put('1', 'Tom')
    dogs.put('1', 'Rex')
  })
  store.commit(() => {
    cats.put('2', 'Kit')
    dogs.put('2', 'Max')
  })
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.slice(0, -9))
  const again = openStore(file)
  expect(again.table('cats', 10).values()).toEqual(['Tom'])
  expect(again.table('dogs', 10).values()).toEqual(['Rex'])
  again.commit(() => again.table('cats', 10).put('3', 'Ali'))
  expect(openStore(file).table('cats', 10).values()).toEqual(['Tom', 'Ali'])
})

test('a commit that throws changes nothing, in memory or in the file', () => {
  const store = openStore(file)
  const cats = store.table<string>('cats', 10)
  store.commit(() => cats.put('1', 'Tom'))
  const before = readFileSync(file, 'utf8')
  expect(() =>
    store.commit(() => {
      cats.put('1', 'Kit')
      store.commit(() => cats.put('2', 'Max'))
      cats.remove('1')
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(cats.values()).toEqual(['Tom'])
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('the oldest are forgotten beyond the size, also after a restart', () => {
  const store = openStore(file)
  const cats = store.table<number>('cats', 3)
  for (const one of [1, 2, 3, 4, 5]) store.commit(() => cats.put(String(one), one))
  expect(cats.values()).toEqual([3, 4, 5])
  expect(openStore(file).table('cats', 3).values()).toEqual([3, 4, 5])
})

test('nothing is changed outside of a commit', () => {
  const store = openStore(null)
  expect(() => store.table('cats', 3).put('1', 1)).toThrow('commits only')
})

test('a line that is no commit is passed over', () => {
  const store = openStore(file)
  store.commit(() => store.table('cats', 3).put('1', 1))
  appendFileSync(file, 'nonsense\n')
  expect(openStore(file).table('cats', 3).values()).toEqual([1])
})
