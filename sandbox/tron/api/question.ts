import { addressOfHex, readTronAddress } from '../../../server/chains/tron/address.ts'
import { type AddressKey, RESOURCES, type Resource } from '../account.ts'
import type { Chain } from '../chain.ts'
import { keyOf } from '../contract-types.ts'
import type { Json } from './format.ts'

/** A caller's mistake, answered as `{"Error": …}`. */
export class BadQuestion extends Error {}

/** One call: its fields, and whether it asks the solid view (`/walletsolidity`). */
export class Question {
  readonly chain: Chain
  readonly solid: boolean
  readonly fields: Json
  /** Addresses are base58 and names text, in what is asked and what is answered. */
  readonly visible: boolean

  constructor(chain: Chain, fields: Json, solid: boolean) {
    this.chain = chain
    this.fields = fields
    this.solid = solid
    this.visible = fields.visible === true || fields.visible === 'true'
  }

  get view() {
    return this.chain.view(this.solid)
  }

  text(name: string): string {
    const value = this.fields[name]
    if (value === undefined || value === null) return ''
    if (typeof value !== 'string') throw new BadQuestion(`${name} is no text`)
    return value
  }

  /** Whole; 0 when absent, as in protobuf. */
  number(name: string): bigint {
    const value = this.fields[name] ?? 0
    if (typeof value === 'bigint') return value
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
    if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return BigInt(value)
    throw new BadQuestion(`class java.lang.NumberFormatException : ${name}`)
  }

  address(name: string): AddressKey {
    const text = this.text(name)
    if (this.visible) {
      if (readTronAddress(text) === null)
        throw new BadQuestion('class java.lang.IllegalArgumentException : Invalid address')
      return keyOf(text)
    }
    if (!/^41[0-9a-fA-F]{40}$/.test(text))
      throw new BadQuestion(`class org.tron.json.JsonFormat$ParseException : INVALID hex String: ${name}`)
    return text.slice(2).toLowerCase()
  }

  /** Base58. */
  account(name: string): string {
    return addressOfHex(`41${this.address(name)}`)
  }

  bytes(name: string): Buffer {
    const text = this.text(name).replace(/^0x/, '')
    if (!/^([0-9a-fA-F]{2})*$/.test(text)) throw new BadQuestion(`INVALID hex String: ${name}`)
    return Buffer.from(text, 'hex')
  }

  resource(name: string): Resource {
    const value = this.fields[name] ?? 0
    const found = RESOURCES.find(
      (resource, index) => value === resource || value === index || value === String(index),
    )
    if (found === undefined) throw new BadQuestion(`class java.lang.IllegalArgumentException : ${name}`)
    return found
  }
}

/** A call of the API by its name. Undefined fields are not sent. */
export type Calls = Readonly<Record<string, (question: Question) => Json | readonly Json[] | Promise<Json>>>
