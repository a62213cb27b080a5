import { sql } from 'kysely'
import type { Database } from '../kernel/database.ts'
import type { KeyDirectory, KeyIdentity } from '../kernel/http/authenticate.ts'
import type { Logger } from '../kernel/log.ts'
import { hashKeyText } from './keys/key-text.ts'

/**
 * Finds keys by their text. Every call asks the database, one indexed statement, so a revocation, a lowered level and a deleted
 * company count from the next call on, on every node. Expiry and overlap go by the database's wall clock, one for all nodes.
 */
export function createKeyDirectory(db: Database, log: Logger): KeyDirectory {
  /** Keys whose use is being written by this node: a burst of calls makes one update. */
  const writing = new Set<string>()

  /** Not awaited: the caller should not wait for it, and a lost one costs a minute of precision. */
  function noteUse({ companyId, keyId }: KeyIdentity): void {
    if (writing.has(keyId)) return
    writing.add(keyId)
    db.updateTable('api_keys')
      .set({ last_used_at: sql<Date>`now()` })
      .where('company_id', '=', companyId)
      .where('id', '=', keyId)
      .where(isUseStale)
      .execute()
      .catch((error) => log.warn({ err: error, keyId }, 'last use of an API key was not noted'))
      .finally(() => writing.delete(keyId))
  }

  return {
    async find(keyText) {
      const row = await db
        .selectFrom('api_key_directory as d')
        .innerJoin('companies as c', 'c.company_id', 'd.company_id')
        .innerJoin('api_keys as k', (join) =>
          join.onRef('k.company_id', '=', 'd.company_id').onRef('k.id', '=', 'd.key_id'),
        )
        .where('d.key_hash', '=', hashKeyText(keyText))
        .where(sql<boolean>`(d.valid_until IS NULL OR d.valid_until > now())`)
        .where('c.deleted_at', 'is', null)
        .where('k.revoked_at', 'is', null)
        .where(sql<boolean>`(k.expires_at IS NULL OR k.expires_at > now())`)
        .select((eb) => [
          'k.company_id as companyId',
          'k.id as keyId',
          'k.name',
          'k.ip_allow_list as ipAllowList',
          isUseStale.as('useIsStale'),
          eb
            .selectFrom('api_key_levels as l')
            .whereRef('l.company_id', '=', 'd.company_id')
            .whereRef('l.key_id', '=', 'd.key_id')
            .select(sql<KeyIdentity['levels']>`jsonb_object_agg(l.operation, l.level)`.as('levels'))
            .$asScalar()
            .$notNull()
            .as('levels'),
        ])
        .executeTakeFirst()
      if (row === undefined) return null
      const { useIsStale, ...identity } = row
      if (useIsStale) noteUse(identity)
      return identity
    },
  }
}

const isUseStale = sql<boolean>`(last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`
