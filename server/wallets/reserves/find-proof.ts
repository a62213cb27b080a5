import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import { malformed, readDate } from '../../kernel/http/fields.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Schema } from '../../migrations/schema.ts'
import type { TokenReserves } from './statement.ts'

export const DateQuery = Type.Object({
  date: Type.Optional(Type.String({ description: 'YYYY-MM-DD; default: the newest proof' })),
})

export interface StoredProof extends Omit<Selectable<Schema['reserve_proofs']>, 'tokens'> {
  readonly tokens: readonly TokenReserves[]
}

/** The proof of a day, or the newest. */
export async function findProof(
  reader: Reader,
  companyId: string,
  date: unknown,
): Promise<StoredProof | Refusal> {
  const day = readDate('date', date, '00:00:00.000')
  if (isRefusal(day)) return day
  if (day !== null && String(date).trim().length !== 10) return malformed('date must be YYYY-MM-DD')
  const proofs = reader
    .selectFrom('reserve_proofs')
    .selectAll()
    .$narrowType<{ tokens: readonly TokenReserves[] }>()
    .where('company_id', '=', companyId)
    .orderBy('date', 'desc')
    .limit(1)
  const proof = await (day === null
    ? proofs
    : proofs.where('date', '=', day.toISOString().slice(0, 10))
  ).executeTakeFirst()
  return proof ?? refuse('RESERVES_NOT_FOUND')
}
