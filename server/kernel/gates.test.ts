import { expect, test } from 'vitest'
import { createGates } from './gates.ts'

/** Work that tells when it begins and ends when told so. */
function job(name: string) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<string>()
  return {
    begun: begun.promise,
    end: () => end.resolve(name),
    fail: () => end.reject(new Error('failed')),
    run() {
      begun.resolve()
      return end.promise
    },
  }
}

test('of one key so many run at a time, the others in the order they came, and another key does not wait for them', async () => {
  const gates = createGates(2)
  const began: string[] = []
  const names = ['a1', 'a2', 'a3', 'a4', 'b1']
  const jobs = new Map(names.map((name) => [name, job(name)]))
  const jobOf = (name: string) => jobs.get(name) ?? job(name)
  const runs = names.map((name) =>
    gates.run(name.slice(0, 1), () => {
      began.push(name)
      return jobOf(name).run()
    }),
  )
  await jobOf('b1').begun
  expect(began).toEqual(['a1', 'a2', 'b1'])
  jobOf('a2').end()
  await jobOf('a3').begun
  expect(began).toEqual(['a1', 'a2', 'b1', 'a3'])
  for (const { end } of jobs.values()) end()
  expect(await Promise.all(runs)).toEqual(names)
})

test('work that fails gives its place to the next', async () => {
  const gates = createGates(1)
  const first = job('first')
  const failing = gates.run('a', first.run)
  const next = gates.run('a', async () => 'next')
  first.fail()
  await expect(failing).rejects.toThrow('failed')
  expect(await next).toBe('next')
})
