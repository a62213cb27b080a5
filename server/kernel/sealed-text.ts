import type { Sealer } from './sealer.ts'

/** Where a sealed text lives: it opens in this row and column only. */
export interface SealedPlace {
  readonly table: string
  readonly column: string
  readonly rowId: string
}

/** Seals a short secret for a text column, as base64. */
export function sealText(sealer: Sealer, text: string, place: SealedPlace): string {
  return sealer.seal(Buffer.from(text, 'utf8'), contextOf(place)).toString('base64')
}

/** @throws when the value was sealed for another place or key, or was changed. */
export function openText(sealer: Sealer, sealed: string, place: SealedPlace): string {
  return sealer.open(Buffer.from(sealed, 'base64'), contextOf(place)).toString('utf8')
}

function contextOf({ table, column, rowId }: SealedPlace): string {
  return `${table}.${column}:${rowId}`
}
