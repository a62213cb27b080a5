import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { type ApiKey, type Levels, OPERATIONS } from './api-key.ts'
import { newKeyText } from './key-text.ts'

export interface NewApiKey {
  readonly name: string
  readonly levels: Levels
  readonly ipAllowList: readonly string[]
  readonly expiresAt: Date | null
  /** callerName of who makes it, and so knows its text. Null: nobody in particular. */
  readonly createdBy: string | null
}

/** Writes a key whose rules are checked; gives back its text, which is stored hashed only. */
export async function insertKey(
  tx: Tx,
  companyId: string,
  input: NewApiKey,
  now: Date,
): Promise<{ key: ApiKey; text: string }> {
  const id = newId()
  const { text, prefix, hash } = newKeyText()
  const row = {
    id,
    name: input.name,
    prefix,
    ip_allow_list: [...input.ipAllowList],
    expires_at: input.expiresAt,
    last_used_at: null,
    created_at: now,
    revoked_at: null,
  }
  await tx
    .insertInto('api_keys')
    .values({ company_id: companyId, ...row, created_by: input.createdBy })
    .execute()
  await tx
    .insertInto('api_key_levels')
    .values(
      OPERATIONS.map((operation) => ({
        company_id: companyId,
        key_id: id,
        operation,
        id: newId(),
        level: input.levels[operation],
      })),
    )
    .execute()
  await tx
    .insertInto('api_key_directory')
    .values({ key_hash: hash, company_id: companyId, key_id: id, valid_until: null })
    .execute()
  return { key: { ...row, levels: input.levels }, text }
}
