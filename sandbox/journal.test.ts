import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJournal } from './journal.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'holdfast-journal-')), 'journal.jsonl')

test('what was written is there after a restart, in the order in which it came', () => {
  const file = newFile()
  const first = openJournal<number>(file, 10)
  first.set('a', 1)
  first.set('b', 2)
  first.set('a', 3)
  expect([...openJournal<number>(file, 10).values()]).toEqual([3, 2])
})

test('a line that a killed process wrote half is no failure', () => {
  const file = newFile()
  openJournal<number>(file, 10).set('a', 1)
  appendFileSync(file, '{"key":"b","val')
  const next = openJournal<number>(file, 10)
  next.set('c', 3)
  expect([...openJournal<number>(file, 10).values()]).toEqual([1, 3])
})

test('memory and file stay bounded, and the oldest go first', () => {
  const file = newFile()
  const journal = openJournal<number>(file, 10)
  for (let i = 0; i < 1_000; i += 1) journal.set(`k${i}`, i)
  const kept = Array.from({ length: 10 }, (_, i) => 990 + i)
  expect([...journal.values()]).toEqual(kept)
  expect([...openJournal<number>(file, 10).values()]).toEqual(kept)
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(25)
})
