import { expect, test } from 'vitest'
import { createCircuit } from './circuit.ts'

function world() {
  let now = Date.parse('2026-09-01T10:00:00Z')
  const circuit = createCircuit(() => now)
  return {
    circuit,
    advance(ms: number) {
      now += ms
    },
  }
}

const failTimes = ({ circuit }: ReturnType<typeof world>, times: number) => {
  for (let time = 0; time < times; time += 1) circuit.failed('status 502')
}

test('a few failures stop nothing; the fifth in a row does, and an answer in between starts anew', () => {
  const here = world()
  failTimes(here, 4)
  here.circuit.answered()
  failTimes(here, 4)
  expect(here.circuit.waitMs()).toBe(0)
  failTimes(here, 1)
  expect(here.circuit.waitMs()).toBe(1_000)
})

test('after a rest one call goes out to look while the others wait; its answer lets all go', () => {
  const here = world()
  failTimes(here, 5)
  here.advance(1_000)
  expect(here.circuit.waitMs()).toBe(0)
  expect(here.circuit.waitMs()).toBeGreaterThan(0)
  here.circuit.answered()
  expect([here.circuit.waitMs(), here.circuit.waitMs()]).toEqual([0, 0])
})

test('a look in vain doubles the rest, up to half a minute', () => {
  const here = world()
  failTimes(here, 5)
  const rests = []
  for (let look = 0; look < 7; look += 1) {
    const restMs = here.circuit.waitMs()
    rests.push(restMs)
    here.advance(restMs)
    expect(here.circuit.waitMs()).toBe(0)
    here.circuit.failed('status 502')
  }
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('a look that never ends does not keep the others away for ever', () => {
  const here = world()
  failTimes(here, 5)
  here.advance(1_000)
  expect(here.circuit.waitMs()).toBe(0)
  here.advance(here.circuit.waitMs())
  expect(here.circuit.waitMs()).toBe(0)
})

test('a rest that the partner asks for is kept, whatever it answers to others meanwhile', () => {
  const here = world()
  here.circuit.rest(60_000)
  here.circuit.answered()
  expect(here.circuit.waitMs()).toBe(60_000)
  here.advance(60_000)
  expect(here.circuit.waitMs()).toBe(0)
})

test('it tells since when the partner is down, and why last', () => {
  const here = world()
  expect(here.circuit.status()).toBe('not asked yet')
  here.circuit.answered()
  expect(here.circuit.status()).toBe('ok')
  here.circuit.failed('no answer in time')
  here.advance(5_000)
  here.circuit.failed('status 502')
  expect(here.circuit.status()).toBe('down since 2026-09-01T10:00:00.000Z: status 502')
  here.circuit.answered()
  expect(here.circuit.status()).toBe('ok')
})
