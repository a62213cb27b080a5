import { Type } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import type { Level, Operation } from '../../kernel/http/route.ts'
import { isId } from '../../kernel/ids.ts'
import { describeOperation, OperationAnswer } from '../catalogues/operations.ts'
import { LevelField } from '../schemas.ts'

/** One level of one key. Each key has one for every operation, at level 0 where it opens nothing. */
export interface Credential {
  readonly id: string
  readonly keyId: string
  readonly keyName: string
  readonly operation: Operation
  readonly level: 0 | Level
}

export async function findCredential(
  reader: Reader,
  companyId: string,
  id: string,
): Promise<Credential | null> {
  if (!isId(id)) return null
  const row = await selectCredentials(reader, companyId).where('l.id', '=', id).executeTakeFirst()
  return row ?? null
}

export async function listCredentials(
  reader: Reader,
  companyId: string,
  keyId: string,
): Promise<Credential[]> {
  return selectCredentials(reader, companyId).where('l.key_id', '=', keyId).orderBy('l.id').execute()
}

function selectCredentials(reader: Reader, companyId: string) {
  return reader
    .selectFrom('api_key_levels as l')
    .innerJoin('api_keys as k', (join) =>
      join.onRef('k.company_id', '=', 'l.company_id').onRef('k.id', '=', 'l.key_id'),
    )
    .where('l.company_id', '=', companyId)
    .select([
      'l.id',
      'l.key_id as keyId',
      'k.name as keyName',
      (eb) => eb.ref('l.operation').$castTo<Operation>().as('operation'),
      (eb) => eb.ref('l.level').$castTo<0 | Level>().as('level'),
    ])
}

export function credentialAnswer({ id, keyId, keyName, operation, level }: Credential) {
  return { id, key: { id: keyId, name: keyName }, operation: describeOperation(operation), level }
}

export const CredentialAnswer = Type.Object({
  id: Type.String(),
  key: Type.Object({ id: Type.String(), name: Type.String() }),
  operation: OperationAnswer,
  level: LevelField,
})
