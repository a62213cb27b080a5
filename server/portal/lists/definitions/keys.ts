import { sql } from 'kysely'
import { Type } from 'typebox'
import { apiKeyFields, type Levels } from '../../../companies/keys/api-key.ts'
import { column } from '../columns.ts'
import type { List } from '../list.ts'

export const keyList: List = {
  name: 'keys',
  summary: 'API keys, those that open nothing any more too',
  access: { operation: 'management', level: 3 },
  rows: (companyId) => sql`FROM api_keys k WHERE k.company_id = ${companyId}`,
  id: sql.ref('k.id'),
  time: sql.ref('k.created_at'),
  columns: {
    id: column.id('k.id'),
    name: column.text('k.name'),
    prefix: column.text('k.prefix'),
    state: column.choice(
      sql`CASE WHEN k.revoked_at IS NOT NULL THEN 'REVOKED' WHEN k.expires_at <= now() THEN 'EXPIRED' ELSE 'ACTIVE' END`,
      ['ACTIVE', 'EXPIRED', 'REVOKED'],
    ),
    levels: {
      value: sql`(SELECT jsonb_object_agg(l.operation, l.level) FROM api_key_levels l
        WHERE l.company_id = k.company_id AND l.key_id = k.id)`,
      type: 'text',
      answer: apiKeyFields.levels,
      show: ({ treasury, virtual_wallets, cards, management }: Levels) => ({
        treasury,
        virtual_wallets,
        cards,
        management,
      }),
      isUnsorted: true,
    },
    ip_allow_list: {
      value: sql.ref('k.ip_allow_list'),
      type: 'text',
      answer: Type.Array(Type.String()),
      isUnsorted: true,
    },
    expires_at: column.time('k.expires_at'),
    last_used_at: column.time('k.last_used_at'),
    created_at: column.written('k.created_at'),
    revoked_at: column.time('k.revoked_at'),
  },
}
