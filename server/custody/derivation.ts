/**
 * Paths: m / 44' / 60' / company number' / branch / index, one branch per chain and role. Numbers here are for ever: a
 * changed one would derive other addresses from the same seed. Company number 0 belongs to the platform; companies begin at 1.
 */
const CHAIN_NUMBERS: Readonly<Record<string, number>> = { POLYGON: 1, BSC: 2, TRON: 3 }
const ROLE_NUMBERS = { DEPOSIT: 0, HOLDING: 1, CARD_DEPOSIT: 2, CARD_HOLDING: 3, TREASURY: 4 } as const
const ROLES_MAX = 16
const INDEX_MAX = 0x7fff_ffff

export type KeyRole = keyof typeof ROLE_NUMBERS

/** The platform's gas account: the same address on every EVM chain. */
export const GAS_KEY_PATH = "m/44'/60'/0'/0/0"

const KEY_PATH = /^m\/44'\/60'\/(\d{1,10})'\/(\d{1,10})\/(\d{1,10})$/

/** @throws when the chain has no number here yet. */
export function keyBranch(chain: string, role: KeyRole): number {
  const number = CHAIN_NUMBERS[chain]
  if (number === undefined) throw new Error(`Chain ${chain} has no place in the derivation tree`)
  return number * ROLES_MAX + ROLE_NUMBERS[role]
}

/** The three variable parts of a path. @throws when `keyPath` is not one of ours: no key outside the tree is ever used. */
export function readKeyPath(keyPath: string): { companyNumber: number; branch: number; index: number } {
  const match = KEY_PATH.exec(keyPath)
  const [companyNumber, branch, index] = (match ?? []).slice(1).map(Number)
  if (companyNumber === undefined || branch === undefined || index === undefined)
    throw new Error('Not a key path of this vault')
  if (Math.max(companyNumber, branch, index) > INDEX_MAX) throw new Error('Key path number out of range')
  return { companyNumber, branch, index }
}
