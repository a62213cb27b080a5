import { expect, test } from 'vitest'
import { createOneByOne } from './one-by-one.ts'

test('works run one after the other, also after one that failed, and too many are not taken', async () => {
  const oneByOne = createOneByOne(2)
  const log: string[] = []
  const work = (name: string, fails = false) =>
    oneByOne(async () => {
      log.push(`${name} begins`)
      await new Promise((resolve) => setImmediate(resolve))
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const results = await Promise.allSettled([work('a', true), work('b'), work('c'), work('d')])
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
    'failed',
    'b',
    'c',
    null,
  ])
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(await work('e')).toBe('e')
})
