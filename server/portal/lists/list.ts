import type { RawBuilder } from 'kysely'
import type { TSchema } from 'typebox'
import type { Reader } from '../../kernel/database.ts'
import type { Level, Operation } from '../../kernel/http/route.ts'

/** PostgreSQL's types of columns; places in a list are kept as texts of them. */
export type SqlType = 'text' | 'uuid' | 'numeric' | 'integer' | 'boolean' | 'timestamptz'

/** What is read, how it is shown, and what may be asked of it. */
export interface Column {
  readonly value: RawBuilder<unknown>
  readonly type: SqlType
  readonly answer: TSchema
  /** Of what PostgreSQL gives; the value itself unless given. */
  readonly show?: (value: never) => unknown
  /** The parameter of its name: one or several of these values, or the value as it is. */
  readonly filter?: readonly string[] | 'exact'
  /** The list is asked for one of these, always: there is no index over all of them. */
  readonly isNeeded?: true
  /** Rises with the ids, so that it is sorted by them, which costs nothing however long the list is. */
  readonly sortedBy?: 'id'
  /** Part of what `search` looks through. */
  readonly isSearched?: true
  readonly isUnsorted?: true
}

/** What is not read row by row. */
export interface Beside {
  readonly answers: Readonly<Record<string, TSchema>>
  read(
    db: Reader,
    companyId: string,
    ids: readonly string[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** A cell of it. */
  csv(value: unknown): unknown
}

/** A list of a company's things: `/portal/api/lists/{name}`. */
export interface List {
  readonly name: string
  readonly summary: string
  readonly access: { readonly operation: Operation; readonly level: Level }
  /** `FROM … WHERE …` of one company. */
  rows(companyId: string): RawBuilder<unknown>
  /** uuid v7: their order is that of time. */
  readonly id: RawBuilder<unknown>
  /** Under `from_date` and `to_date`. */
  readonly time?: RawBuilder<unknown>
  readonly columns: Readonly<Record<string, Column>>
  readonly beside?: Beside
}
