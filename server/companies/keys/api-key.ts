import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import type { Level, Operation } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { Instant, LevelField, NullableInstant } from '../schemas.ts'

export const OPERATIONS = [
  'treasury',
  'virtual_wallets',
  'cards',
  'management',
] as const satisfies Operation[]

export type Levels = Readonly<Record<Operation, 0 | Level>>

/** The same level of every operation. */
export function levelEverywhere(level: 0 | Level): Levels {
  return { treasury: level, virtual_wallets: level, cards: level, management: level }
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  /** How the current text begins: to tell keys apart. */
  readonly prefix: string
  readonly levels: Levels
  readonly ip_allow_list: readonly string[]
  /** Wall clock, as is last_used_at. */
  readonly expires_at: Date | null
  readonly last_used_at: Date | null
  readonly created_at: Date
  readonly revoked_at: Date | null
}

/** The key of that id or, failing this, that name (a revoked one only if no live key has the name). */
export async function findApiKey(
  reader: Reader,
  companyId: string,
  idOrName: string,
): Promise<ApiKey | null> {
  const byName = sql<boolean>`k.name = ${idOrName}`
  const keys = await selectApiKeys(reader, companyId)
    .where(isId(idOrName) ? sql<boolean>`(k.id = ${idOrName} OR ${byName})` : byName)
    .$if(isId(idOrName), (query) => query.orderBy(sql`k.id = ${idOrName}`, 'desc'))
    .orderBy(sql`k.revoked_at IS NULL`, 'desc')
    .orderBy('k.id', 'desc')
    .limit(1)
    .execute()
  return keys[0] ?? null
}

/** Newest first, the revoked ones too: their history is part of the answer. */
export async function listApiKeys(reader: Reader, companyId: string): Promise<ApiKey[]> {
  return selectApiKeys(reader, companyId).orderBy('k.id', 'desc').execute()
}

function selectApiKeys(reader: Reader, companyId: string) {
  return reader
    .selectFrom('api_keys as k')
    .where('k.company_id', '=', companyId)
    .select((eb) => [
      'k.id',
      'k.name',
      'k.prefix',
      eb
        .selectFrom('api_key_levels as l')
        .where('l.company_id', '=', companyId)
        .whereRef('l.key_id', '=', 'k.id')
        .select(sql<Levels>`jsonb_object_agg(l.operation, l.level)`.as('levels'))
        .$asScalar()
        .$notNull()
        .as('levels'),
      'k.ip_allow_list',
      'k.expires_at',
      'k.last_used_at',
      'k.created_at',
      'k.revoked_at',
    ])
}

/** The contract's Key object; also what the audit log keeps of a key: it holds no secret. */
export function apiKeyAnswer(key: ApiKey) {
  const { treasury, virtual_wallets, cards, management } = key.levels
  return { ...key, levels: { treasury, virtual_wallets, cards, management } }
}

export const apiKeyFields = {
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String(),
  levels: Type.Object({
    treasury: LevelField,
    virtual_wallets: LevelField,
    cards: LevelField,
    management: LevelField,
  }),
  ip_allow_list: Type.Array(Type.String()),
  expires_at: NullableInstant,
  last_used_at: NullableInstant,
  created_at: Instant,
  revoked_at: NullableInstant,
}

export const ApiKeyAnswer = Type.Object(apiKeyFields)
export const NewTextAnswer = Type.Object({
  ...apiKeyFields,
  api_key: Type.String({ description: 'Shown once.' }),
})
