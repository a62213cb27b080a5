import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Caller, Level } from '../../kernel/http/route.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { type ApiKey, type Levels, OPERATIONS } from './api-key.ts'

/**
 * A key may grant at most its own levels: of `levels`, those above `present` (what the key has already) must not exceed
 * the caller's. Rotation is a grant too: it hands out a text with all the key's levels.
 */
export function refuseGrant(caller: Caller, levels: Levels, present: Levels): Refusal | null {
  for (const operation of OPERATIONS) {
    const level = levels[operation]
    if (level > present[operation] && level > caller.levels[operation])
      return refuse('API_KEY_GRANT', { operation, level: String(level) })
  }
  return null
}

/** What a change makes of a key, as far as the company's last admin is concerned. */
export interface KeyChange {
  readonly revoked?: true
  readonly management?: 0 | Level
  readonly expiresAt?: Date | null
}

/**
 * The last L3 management key cannot be revoked or lowered; nor be given an end or an earlier one, which is the same a little
 * later: nobody could make keys any more. The caller holds the company's lock, so two changes cannot each rely on the other's key.
 */
export async function refuseLosingLastAdmin(
  tx: Tx,
  companyId: string,
  key: ApiKey,
  change: KeyChange,
): Promise<Refusal | null> {
  if (key.revoked_at !== null || key.levels.management < 3) return null
  if (!endsAdmin(key, change)) return null
  const other = await tx
    .selectFrom('api_keys as k')
    .innerJoin('api_key_levels as l', (join) =>
      join.onRef('l.company_id', '=', 'k.company_id').onRef('l.key_id', '=', 'k.id'),
    )
    .select('k.id')
    .where('k.company_id', '=', companyId)
    .where('k.id', '<>', key.id)
    .where('k.revoked_at', 'is', null)
    .where(sql<boolean>`(k.expires_at IS NULL OR k.expires_at > clock_timestamp())`)
    .where('l.operation', '=', 'management')
    .where('l.level', '=', 3)
    .limit(1)
    .executeTakeFirst()
  return other === undefined ? refuse('LAST_ADMIN_KEY') : null
}

function endsAdmin(key: ApiKey, change: KeyChange): boolean {
  if (change.revoked || (change.management ?? 3) < 3) return true
  if (change.expiresAt == null) return false
  return key.expires_at === null || change.expiresAt < key.expires_at
}

/** Names are unique among the keys that are not revoked. The caller holds the company's lock. */
export async function refuseTakenName(
  tx: Tx,
  companyId: string,
  name: string,
  exceptKeyId: string | null,
): Promise<Refusal | null> {
  const other = await tx
    .selectFrom('api_keys')
    .select('id')
    .where('company_id', '=', companyId)
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .$if(exceptKeyId !== null, (query) => query.where('id', '<>', exceptKeyId))
    .executeTakeFirst()
  return other === undefined ? null : refuse('API_KEY_EXISTS', { name })
}
