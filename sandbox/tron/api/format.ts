import { addressOfHex } from '../../../server/chains/tron/address.ts'
import type { AddressKey } from '../account.ts'

/** JSON of an answer. Undefined and, as java-tron does it, defaults are left out: 0, false, '' and []. */
export type Json = Readonly<Record<string, unknown>>

/** Leaves out what protobuf would not write. */
export function sparse(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== 0 &&
        value !== 0n &&
        value !== '' &&
        value !== false &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )
}

/** Base58 with `visible`, else the 42 hex digits. */
export function showAddress(key: AddressKey, visible: boolean): string {
  return visible ? addressOfHex(`41${key}`) : `41${key}`
}

/** Text that is bytes for java-tron: hex, or with `visible` itself. */
export function showText(text: string, visible: boolean): string {
  return visible ? text : Buffer.from(text).toString('hex')
}
