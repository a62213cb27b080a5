import { createHash } from 'node:crypto'
import { malformed } from '../kernel/http/fields.ts'
import type { Refusal } from '../kernel/refusal.ts'

export type SortOrder = 'ASC' | 'DESC'

/** The list that a page belongs to. A token of another list is refused: it would answer a wrong part of this one. */
export interface PagePlace {
  readonly companyId: string
  readonly walletId: string
  readonly order: SortOrder
}

const ID_BYTES = 16
const CHECK_BYTES = 8

/**
 * Opaque: the last id shown, and a check that a token was not cut, mistyped or taken from elsewhere. It guards nothing:
 * company and wallet come from the call, so a forged token shows no more than the list itself.
 */
export function writePageToken(place: PagePlace, lastId: string): string {
  const id = Buffer.from(lastId.replaceAll('-', ''), 'hex')
  return Buffer.concat([id, check(place, id)]).toString('base64url')
}

/** @returns the id after which the page begins; 400 when the token is broken. */
export function readPageToken(place: PagePlace, token: string): string | Refusal {
  const bytes = Buffer.from(token, 'base64url')
  const id = bytes.subarray(0, ID_BYTES)
  const isWhole = bytes.length === ID_BYTES + CHECK_BYTES && bytes.toString('base64url') === token
  if (!isWhole || !bytes.subarray(ID_BYTES).equals(check(place, id)))
    return malformed('paging_state_token is not one that this list gave')
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function check(place: PagePlace, id: Buffer): Buffer {
  const { companyId, walletId, order } = place
  return createHash('sha256')
    .update(JSON.stringify([companyId, walletId, order]))
    .update(id)
    .digest()
    .subarray(0, CHECK_BYTES)
}
