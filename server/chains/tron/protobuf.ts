/** The part of protocol buffers (proto3) that Tron's transactions and block headers are made of. */

export class ProtobufError extends Error {}

/** VARINT 0, fixed 64 bits 1, length-delimited 2, group 3 and 4, fixed 32 bits 5. Groups and fixed numbers are only skipped. */
export type Field =
  | { readonly number: number; readonly wire: 'VARINT'; readonly value: bigint }
  | { readonly number: number; readonly wire: 'BYTES'; readonly value: Buffer }
  | { readonly number: number; readonly wire: 'OTHER' }

const VARINT_BYTES_MAX = 10
const GROUPS_MAX = 32

/** A field of an integer, boolean or enum; the default 0 is not written. Negative numbers are int64, ten bytes. */
export function varintField(number: number, value: bigint): Buffer {
  return value === 0n ? Buffer.alloc(0) : Buffer.concat([varint(BigInt(number << 3)), varint(value)])
}

/** A field of bytes, text or a message; `whenEmpty` writes an empty one too: a message that is there, though it says nothing. */
export function bytesField(number: number, value: Uint8Array, { whenEmpty = false } = {}): Buffer {
  if (value.length === 0 && !whenEmpty) return Buffer.alloc(0)
  return Buffer.concat([varint(BigInt((number << 3) | 2)), varint(BigInt(value.length)), value])
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  do {
    const more = rest > 0x7fn
    bytes.push(Number(rest & 0x7fn) | (more ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Buffer.from(bytes)
}

/** All fields of a message in their order, known or not. @throws ProtobufError when the bytes are no message. */
export function readFields(message: Uint8Array): Field[] {
  const bytes = Buffer.from(message)
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const { field, next } = readField(bytes, at, 0)
    if (field !== null) fields.push(field)
    at = next
  }
  return fields
}

/** The last varint of this number, as int64, or 0: what every protobuf reader makes of a field that is there twice, or not. */
export function lastVarint(fields: readonly Field[], number: number): bigint {
  const found = fields.findLast((field) => field.number === number && field.wire === 'VARINT')
  return found?.wire === 'VARINT' ? BigInt.asIntN(64, found.value) : 0n
}

/** The last bytes of this number, or none. */
export function lastBytes(fields: readonly Field[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number && field.wire === 'BYTES')
  return found?.wire === 'BYTES' ? found.value : Buffer.alloc(0)
}

/** `field` null: the end of a group. */
function readField(bytes: Buffer, start: number, groups: number): { field: Field | null; next: number } {
  const tag = readVarint(bytes, start)
  const number = Number(tag.value >> 3n)
  if (number === 0 || tag.value > 0xffff_ffffn) throw new ProtobufError('field without a number')
  switch (Number(tag.value & 7n)) {
    case 0: {
      const { value, next } = readVarint(bytes, tag.next)
      return { field: { number, wire: 'VARINT', value }, next }
    }
    case 1:
      return { field: { number, wire: 'OTHER' }, next: within(bytes, tag.next + 8) }
    case 2: {
      const size = readVarint(bytes, tag.next)
      if (size.value > BigInt(bytes.length)) throw new ProtobufError('field longer than its message')
      const next = within(bytes, size.next + Number(size.value))
      return { field: { number, wire: 'BYTES', value: bytes.subarray(size.next, next) }, next }
    }
    case 3:
      return { field: { number, wire: 'OTHER' }, next: skipGroup(bytes, tag.next, groups + 1) }
    case 4:
      if (groups === 0) throw new ProtobufError('end of no group')
      return { field: null, next: tag.next }
    case 5:
      return { field: { number, wire: 'OTHER' }, next: within(bytes, tag.next + 4) }
    default:
      throw new ProtobufError('unknown wire type')
  }
}

function skipGroup(bytes: Buffer, start: number, groups: number): number {
  if (groups > GROUPS_MAX) throw new ProtobufError('groups nested too deep')
  let at = start
  for (;;) {
    const { field, next } = readField(bytes, at, groups)
    at = next
    if (field === null) return at
  }
}

function within(bytes: Buffer, end: number): number {
  if (end > bytes.length) throw new ProtobufError('field longer than its message')
  return end
}

/** More than 64 bits are cut off, as every protobuf reader does; what must be canonical is encoded again and compared. */
function readVarint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n
  for (let index = 0; index < VARINT_BYTES_MAX; index += 1) {
    const byte = bytes[start + index]
    if (byte === undefined) throw new ProtobufError('number cut off')
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: start + index + 1 }
  }
  throw new ProtobufError('number of more than ten bytes')
}
