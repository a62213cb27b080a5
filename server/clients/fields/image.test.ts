import { describe, expect, test } from 'vitest'
import { JPG, png } from '../people.fixture.ts'
import { readImage, recogniseImage } from './image.ts'

const text = (bytes: Buffer) => bytes.toString('base64')

describe('an image is known by its structure', () => {
  test('a PNG and a JPG are taken, as base64 and as a data URL, whatever type the URL claims', () => {
    expect(readImage(text(png()))).toMatchObject({ mediaType: 'image/png' })
    expect(readImage(`data:image/png;base64,${text(JPG)}`)).toMatchObject({ mediaType: 'image/jpeg' })
    expect(readImage(`  ${text(png()).replace(/(.{40})/g, '$1\r\n')}\n`)).toMatchObject({
      mediaType: 'image/png',
    })
  })

  test('what only begins like one is not', () => {
    const gif = Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')
    const signature = png().subarray(0, 8)
    const wrongSum = Buffer.from(png())
    wrongSum.writeUInt8(wrongSum.readUInt8(30) ^ 1, 30)
    const noSize = Buffer.from(JPG)
    const frame = noSize.indexOf(Buffer.from('ffc2', 'hex'))
    noSize.writeUInt16BE(0, frame + 5)
    const cut = [png().subarray(0, 40), png().subarray(0, png().length - 12), JPG.subarray(0, 20)]
    for (const bytes of [gif, signature, wrongSum, noSize, ...cut, Buffer.from('%PDF-1.7'), Buffer.alloc(64)])
      expect(recogniseImage(bytes)).toBe(null)
    expect(readImage(text(gif))).toBe('is not a JPG or PNG image')
  })

  test('no bytes of any length make the reader fail', () => {
    const whole = Buffer.concat([png(200), JPG])
    for (let length = 0; length < whole.length; length += 1) {
      recogniseImage(whole.subarray(0, length))
      recogniseImage(JPG.subarray(0, length))
      recogniseImage(whole.subarray(length))
    }
  })

  test('10 MB are taken and not one byte more', () => {
    expect(readImage(text(png(10_000_000)))).toMatchObject({ mediaType: 'image/png' })
    expect(readImage(text(png(10_000_001)))).toBe('is larger than 10 MB')
  })

  test.each(['', 'not base64!', 'data:image/png;base64,', 'data:image/png,%89PNG', 'abcde'])(
    'what is no base64 says so: %j',
    (given) => {
      expect(readImage(given)).toBe('is not base64')
    },
  )
})
