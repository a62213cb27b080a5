import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRefusal } from '../refusal.ts'
import { canonicalJson, ExactNumber, parseBody } from './json-body.ts'

const parse = (text: string) => parseBody(Buffer.from(text))

describe('parseBody', () => {
  test('a number that a float gives back stays a number, any other keeps its text', () => {
    expect(parse('[1,0.1,1.0,1e2,12345678901234567890,-0]')).toEqual([
      1,
      0.1,
      new ExactNumber('1.0'),
      new ExactNumber('1e2'),
      new ExactNumber('12345678901234567890'),
      new ExactNumber('-0'),
    ])
  })

  test('what JSON.stringify writes is read as it was', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('\0') && s !== '__proto__')
    const value = fc
      .jsonValue({ maxDepth: 5 })
      .filter((v) => !/\\u0000|__proto__|\\ud[89a-f]|-0\b/i.test(JSON.stringify(v)))
    fc.assert(
      fc.property(fc.oneof(value, text, fc.record({ key: text })), (v) => {
        const read = parse(JSON.stringify(v))
        expect(canonicalJson(read)).toBe(canonicalJson(v))
      }),
    )
  })

  test('no bytes make it throw', () => {
    const almost = fc.stringMatching(/^[[\]{}",:0-9eE.+\-\\u tfn]{0,60}$/)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          almost.map((s) => Buffer.from(s)),
        ),
        (bytes) => {
          parseBody(Buffer.from(bytes))
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('the fast way reads what the careful way reads', () => {
    const json = fc.stringMatching(/^[[\]{}",:0-9eE.+\- tfn]{0,40}$/)
    fc.assert(
      fc.property(fc.oneof(json, fc.json()), (text) => {
        // An escape anywhere makes the reader careful: here in a member that changes nothing else.
        const careful = parse(`{"\\u0061":1,"b":${text}}`)
        const fast = parse(`{"a":1,"b":${text}}`)
        expect(fast).toEqual(careful)
      }),
      { numRuns: 2000 },
    )
    expect(parse('{"__proto__":1,"a":999999999999999}')).toEqual({ a: 999999999999999 })
    expect(parse('[1234567890123456789]')).toEqual([new ExactNumber('1234567890123456789')])
  })

  test('brackets in strings do not count as nesting', () => {
    expect(parse(`"${'[{'.repeat(1000)}\\"["`)).toBe(`${'[{'.repeat(1000)}"[`)
    expect(isRefusal(parse(`${'['.repeat(65)}${']'.repeat(65)}`))).toBe(true)
    expect(isRefusal(parse(`${'['.repeat(64)}${']'.repeat(64)}`))).toBe(false)
  })
})

describe('canonicalJson', () => {
  test.each([
    ['1', '1.0'],
    ['100', '1e2'],
    ['0.5', '5E-1'],
    ['0', '-0.000'],
    ['12345678901234567890', '12345678901234567890.00'],
    ['{"a":1,"b":[2,3]}', ' { "b" : [2.0,3], "a":1e0 }'],
    ['"A"', '"\\u0041"'],
  ])('%s and %s are one request', (a, b) => {
    expect(canonicalJson(parse(a))).toBe(canonicalJson(parse(b)))
  })

  test.each([
    ['1', '"1"'],
    ['12345678901234567890', '12345678901234567891'],
    ['1e400', '1e401'],
    ['[1,2]', '[2,1]'],
    ['{"a":null}', '{}'],
    ['{"a":"b,c"}', '{"a":"b","c":""}'],
    ['1', '-1'],
  ])('%s and %s are two', (a, b) => {
    expect(canonicalJson(parse(a))).not.toBe(canonicalJson(parse(b)))
  })
})
