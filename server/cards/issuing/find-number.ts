import { timingSafeEqual } from 'node:crypto'
import type { Reader } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import { cvv2 } from './cvv.ts'

/** Whose a card number is. */
export interface FoundNumber {
  readonly companyId: string
  readonly cardId: string
  readonly numberId: string
  /** False: an old number, which finds postings and takes no new authorization. */
  readonly current: boolean
  /** MMYY */
  readonly expiry: string
}

/** By the keyed hash of the number: no row has it in clear. */
export async function findByPan(
  reader: Reader,
  sealer: Sealer,
  pan: Secret<string>,
): Promise<FoundNumber | null> {
  const found = await reader
    .selectFrom('card_number_directory as d')
    .innerJoin('card_numbers as n', (join) =>
      join
        .onRef('n.company_id', '=', 'd.company_id')
        .onRef('n.card_id', '=', 'd.card_id')
        .onRef('n.id', '=', 'd.number_id'),
    )
    .where('d.pan_hash', '=', panHash(sealer, pan))
    .select([
      'd.company_id as companyId',
      'd.card_id as cardId',
      'd.number_id as numberId',
      'd.current',
      'n.expiry',
    ])
    .executeTakeFirst()
  return found ?? null
}

/** The number that a card has now, opened. */
export interface OpenNumber {
  readonly numberId: string
  readonly pan: Secret<string>
  /** MMYY */
  readonly expiry: string
}

export async function openCurrentNumber(
  reader: Reader,
  sealer: Sealer,
  companyId: string,
  cardId: string,
): Promise<OpenNumber | null> {
  const row = await reader
    .selectFrom('card_numbers')
    .select(['id', 'sealed_pan', 'expiry'])
    .where('company_id', '=', companyId)
    .where('card_id', '=', cardId)
    .where('current', '=', true)
    .executeTakeFirst()
  if (row === undefined) return null
  const pan = sealer.open(row.sealed_pan, panPlace(row.id)).toString('ascii')
  return { numberId: row.id, pan: new Secret(pan), expiry: row.expiry }
}

/** `expiry` (MMYY) is that of our number, not what the network's message says: that one is compared by itself. */
export function verifyCvv(
  sealer: Sealer,
  pan: Secret<string>,
  expiry: string,
  given: Secret<string>,
): boolean {
  const right = Buffer.from(cvv2(sealer, pan, expiry).reveal())
  const typed = Buffer.from(given.reveal())
  return typed.length === right.length && timingSafeEqual(typed, right)
}

export function panHash(sealer: Sealer, pan: Secret<string>): Buffer {
  return sealer.keyedHash('card number', pan.reveal())
}

/** Where a sealed number lives: it opens in its own row only. */
export function panPlace(numberId: string): string {
  return `card_numbers.sealed_pan:${numberId}`
}
