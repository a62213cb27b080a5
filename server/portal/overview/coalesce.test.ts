import { expect, test } from 'vitest'
import { coalesce } from './coalesce.ts'

test('many who ask at once cost two reads of their company, each begun after they asked, and others go beside them', async () => {
  const begun: { readonly key: string; readonly end: (value: string) => void }[] = []
  const read = coalesce((key: string) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    begun.push({ key, end: resolve })
    return promise
  })
  const first = read('a')
  const late = [read('a'), read('a'), read('a')]
  const other = read('b')
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b'])
  begun[0]?.end('before the change')
  begun[1]?.end('of b')
  expect([await first, await other]).toEqual(['before the change', 'of b'])
  begun[2]?.end('after the change')
  expect(await Promise.all(late)).toEqual(Array(3).fill('after the change'))
  const again = read('a')
  begun[3]?.end('later')
  expect([await again, begun.length]).toEqual(['later', 4])
})

test('a read that fails fails for who shared it, and the next one begins anew', async () => {
  let reads = 0
  const read = coalesce(async () => {
    reads += 1
    if (reads < 3) throw new Error(`read ${reads}`)
    return reads
  })
  const asked = await Promise.allSettled([read('a'), read('a'), read('a')])
  expect(asked.map((one) => one.status === 'rejected' && one.reason.message)).toEqual([
    'read 1',
    'read 2',
    'read 2',
  ])
  expect(await read('a')).toBe(3)
})
