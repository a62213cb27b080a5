import { randomInt } from 'node:crypto'
import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import { panHash, panPlace } from './find-number.ts'
import { checkDigit } from './luhn.ts'

const PAN_DIGITS = 16
/** A range so full that this many random numbers are all taken needs another BIN. */
const TRIES_MAX = 20

export interface NumberDeps {
  readonly sealer: Sealer
  readonly bin: string
  readonly expiryMonths: number
}

export interface CardOfNumber {
  readonly companyId: string
  readonly cardId: string
}

export interface NewNumber {
  readonly last4: string
  /** MMYY */
  readonly expiry: string
}

/** Gives the card a number that no card ever had, in place of its current one, if any: the caller holds the card's lock. */
export async function issueNumber(
  tx: Tx,
  deps: NumberDeps,
  { companyId, cardId }: CardOfNumber,
  now: Date,
): Promise<NewNumber> {
  await retireNumber(tx, { companyId, cardId })
  const id = newId()
  const pan = await takeNumber(tx, deps, { companyId, cardId, numberId: id })
  const expiry = expiryAfter(now, deps.expiryMonths)
  await tx
    .insertInto('card_numbers')
    .values({
      company_id: companyId,
      card_id: cardId,
      id,
      sealed_pan: deps.sealer.seal(Buffer.from(pan.reveal(), 'ascii'), panPlace(id)),
      expiry,
      current: true,
      created_at: now,
    })
    .execute()
  return { last4: pan.reveal().slice(-4), expiry }
}

/** From now on the card's number finds postings only. */
async function retireNumber(tx: Tx, { companyId, cardId }: CardOfNumber): Promise<void> {
  for (const table of ['card_numbers', 'card_number_directory'] as const)
    await tx
      .updateTable(table)
      .set({ current: false })
      .where('company_id', '=', companyId)
      .where('card_id', '=', cardId)
      .where('current', '=', true)
      .execute()
}

/** Old numbers stay in the directory for ever, so none is given twice. */
async function takeNumber(
  tx: Tx,
  { sealer, bin }: NumberDeps,
  owner: CardOfNumber & { readonly numberId: string },
): Promise<Secret<string>> {
  for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
    const pan = randomPan(bin)
    const taken = await tx
      .insertInto('card_number_directory')
      .values({
        pan_hash: panHash(sealer, pan),
        company_id: owner.companyId,
        card_id: owner.cardId,
        number_id: owner.numberId,
        current: true,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('number_id')
      .executeTakeFirst()
    if (taken !== undefined) return pan
  }
  throw new Error(`No free card number found in ${TRIES_MAX} tries: the BIN is nearly full`)
}

function randomPan(bin: string): Secret<string> {
  const length = PAN_DIGITS - 1 - bin.length
  const account = String(randomInt(10 ** length)).padStart(length, '0')
  return new Secret(bin + account + checkDigit(bin + account))
}

/** MMYY of the month that lies so many months on; a number is good to its end. */
export function expiryAfter(issued: Date, months: number): string {
  const month = issued.getUTCFullYear() * 12 + issued.getUTCMonth() + months
  const two = (value: number) => String(value % 100).padStart(2, '0')
  return two((month % 12) + 1) + two(Math.floor(month / 12))
}
