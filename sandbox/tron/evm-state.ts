import type { AccountFields, StateManagerInterface } from '@ethereumjs/common'
import { OriginalStorageCache } from '@ethereumjs/statemanager'
import { Account, type Address, bytesToHex } from '@ethereumjs/util'
import { keccak256 } from 'viem'
import { type AddressKey, newAccount, readAccount, writeAccount } from './account.ts'
import type { Store } from './store.ts'

const NO_BYTES = new Uint8Array(0)

/** The store as the EVM wants to see it: one sun is one wei. It has no state root; Tron's blocks carry none. */
export class EvmState implements StateManagerInterface {
  /** The store of the run; the node lets only one run at a time. */
  store: Store
  /** Time of the block: accounts that come into being are dated. */
  now = 0
  readonly originalStorageCache: OriginalStorageCache

  constructor(store: Store) {
    this.store = store
    this.originalStorageCache = new OriginalStorageCache(this.getStorage.bind(this))
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const key = keyOf(address)
    const account = readAccount(this.store, key)
    if (account === null) return undefined
    return new Account(account.nonce, account.balance, undefined, readCodeEntry(this.store, key)?.hash)
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    if (account === undefined) return
    const before = readAccount(this.store, keyOf(address))
    // a call to an address that nobody made leaves no account behind
    if (before === null && account.balance === 0n && account.nonce === 0n) return
    writeAccount(this.store, keyOf(address), {
      ...(before ?? newAccount(this.now)),
      balance: account.balance,
      nonce: account.nonce,
    })
  }

  /** Accounts stay, empty ones as well: somebody paid for them. */
  async deleteAccount(): Promise<void> {}

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account()
    if (fields.balance !== undefined) account.balance = fields.balance
    if (fields.nonce !== undefined) account.nonce = fields.nonce
    await this.putAccount(address, account)
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    putCode(this.store, keyOf(address), code, this.now)
  }

  async getCode(address: Address): Promise<Uint8Array> {
    return readCode(this.store, keyOf(address))
  }

  async getCodeSize(address: Address): Promise<number> {
    return readCode(this.store, keyOf(address)).length
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    const value = this.store.get(slotKey(address, key)) as string | undefined
    return value === undefined ? NO_BYTES : Buffer.from(value, 'hex')
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const text = Buffer.from(value).toString('hex')
    this.store.set(slotKey(address, key), /^(00)*$/.test(text) ? undefined : text)
  }

  /** The EVM clears the storage of what it creates: a new address has none here. */
  async clearStorage(): Promise<void> {}

  async checkpoint(): Promise<void> {
    this.store.checkpoint()
  }

  async commit(): Promise<void> {
    this.store.commit()
  }

  async revert(): Promise<void> {
    this.store.revert()
  }

  clearCaches(): void {
    this.originalStorageCache.clear()
  }

  getStateRoot(): Promise<Uint8Array> {
    throw new Error('Tron has no state root')
  }

  setStateRoot(): Promise<void> {
    throw new Error('Tron has no state root')
  }

  hasStateRoot(): Promise<boolean> {
    throw new Error('Tron has no state root')
  }

  shallowCopy(): StateManagerInterface {
    return new EvmState(this.store)
  }
}

export function readCode(store: Pick<Store, 'get'>, key: AddressKey): Uint8Array {
  return readCodeEntry(store, key)?.bytes ?? NO_BYTES
}

interface Code {
  readonly bytes: Uint8Array
  readonly hash: Uint8Array
}

/** By its hex. The EVM asks for the hash of the same code many times in a run, and hashing it takes longer than the run. */
const codes = new Map<string, Code>()

function readCodeEntry(store: Pick<Store, 'get'>, key: AddressKey): Code | undefined {
  const hex = store.get(`code:${key}`) as string | undefined
  if (hex === undefined) return undefined
  const known = codes.get(hex)
  if (known !== undefined) return known
  const bytes = Buffer.from(hex, 'hex')
  const made = { bytes, hash: keccak256(bytes, 'bytes') }
  codes.set(hex, made)
  return made
}

export function putCode(store: Store, key: AddressKey, code: Uint8Array, now: number): void {
  store.set(`code:${key}`, Buffer.from(code).toString('hex'))
  writeAccount(store, key, { ...(readAccount(store, key) ?? newAccount(now)), isContract: true })
}

function keyOf(address: Address): AddressKey {
  return address.toString().slice(2)
}

function slotKey(address: Address, key: Uint8Array): string {
  return `slot:${keyOf(address)}:${bytesToHex(key).slice(2)}`
}
