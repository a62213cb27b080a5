import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandboxClock } from './clock.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-clock-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('time that was moved forward stays forward after a restart', () => {
  const file = join(folder, 'kept.json')
  const first = openSandboxClock(file, () => 1_000_000)
  expect(first.now().getTime()).toBe(1_000_000)
  expect(first.advance(60).getTime()).toBe(1_060_000)
  first.advance(1)
  expect(
    openSandboxClock(file, () => 1_000_500)
      .now()
      .getTime(),
  ).toBe(1_061_500)
})

test('business time never goes back, also when the wall clock does', () => {
  let wall = 5_000
  const clock = openSandboxClock(join(folder, 'steady.json'), () => wall)
  expect(clock.now().getTime()).toBe(5_000)
  wall = 1_000
  expect(clock.now().getTime()).toBe(5_000)
  wall = 6_000
  expect(clock.now().getTime()).toBe(6_000)
})
