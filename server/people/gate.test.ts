import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('two are in at one time, the others come in as they came, and who would wait too long is sent away at once', async () => {
  const gate = createGate(2, 3)
  const entered: number[] = []
  const enter = async (name: number) => {
    const leave = await gate.enter()
    if (leave !== null) entered.push(name)
    return leave
  }
  const first = await enter(1)
  const second = await enter(2)
  const waiting = [enter(3), enter(4), enter(5)]
  expect(await enter(6)).toBeNull()
  expect(entered).toEqual([1, 2])
  second?.()
  const third = await waiting[0]
  expect(entered).toEqual([1, 2, 3])
  first?.()
  third?.()
  await Promise.all(waiting)
  expect(entered).toEqual([1, 2, 3, 4, 5])
  for (const leave of await Promise.all(waiting.slice(1))) leave?.()
  expect(await Promise.all([gate.enter(), gate.enter()])).toEqual([
    expect.any(Function),
    expect.any(Function),
  ])
})
