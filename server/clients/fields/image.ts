import { crc32 } from 'node:zlib'

export interface Image {
  readonly bytes: Buffer
  readonly mediaType: 'image/jpeg' | 'image/png'
}

/** Why a text is no image that we take, as a sentence goes on after its name. */
export type ImageProblem = 'is not base64' | 'is not a JPG or PNG image' | 'is larger than 10 MB'

const BYTES_MAX = 10_000_000
const DATA_URL = /^data:[^,]{0,100},/i
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** An image in a body: base64, or a data URL, whose media type is not believed: the bytes say what it is. */
export function readImage(text: string): Image | ImageProblem {
  const base64 = text.trim().replace(DATA_URL, '').replace(/\s+/g, '')
  if (!BASE64.test(base64) || base64.length % 4 === 1) return 'is not base64'
  if (Math.floor((base64.replace(/=+$/, '').length * 3) / 4) > BYTES_MAX) return 'is larger than 10 MB'
  return recogniseImage(Buffer.from(base64, 'base64')) ?? 'is not a JPG or PNG image'
}

/** By its structure: a name or the first bytes alone would let anything in. Null: neither a JPG nor a PNG. */
export function recogniseImage(bytes: Buffer): Image | null {
  if (isPng(bytes)) return { bytes, mediaType: 'image/png' }
  return isJpeg(bytes) ? { bytes, mediaType: 'image/jpeg' } : null
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const HEADER_LENGTH = 13

/** Signature, a header chunk with its right checksum and a size, and whole chunks up to the closing one. */
function isPng(bytes: Buffer): boolean {
  if (bytes.length < 33 || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return false
  const header = bytes.subarray(12, 29)
  if (bytes.readUInt32BE(8) !== HEADER_LENGTH || header.toString('latin1', 0, 4) !== 'IHDR') return false
  if (crc32(header) !== bytes.readUInt32BE(29)) return false
  if (header.readUInt32BE(4) === 0 || header.readUInt32BE(8) === 0) return false
  for (let at = 33; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true
  return false
}

/** From the start marker whole segments, up to a frame header with a size. */
function isJpeg(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return false
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrameHeader(marker))
      return at + 9 <= bytes.length && bytes.readUInt16BE(at + 5) > 0 && bytes.readUInt16BE(at + 7) > 0
    else if (hasNoSegment(marker)) return false
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return false
}

const TABLES_AND_EXTENSIONS: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc])

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !TABLES_AND_EXTENSIONS.has(marker)
}

/** Restarts, start, end and the scan itself: none of them stands before the frame header. */
function hasNoSegment(marker: number): boolean {
  return marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)
}
