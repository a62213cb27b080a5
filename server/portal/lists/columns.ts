import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { NullableInstant, NullableText } from '../../companies/schemas.ts'
import { jsonNumber } from '../../kernel/money.ts'
import type { Column } from './list.ts'

const NullableNumber = Type.Union([Type.Number(), Type.Null()])

/** The usual kinds of columns; `name` is that of the table, with its alias. */
export const column = {
  id: (name: string): Column => ({
    value: sql.ref(name),
    type: 'uuid',
    answer: Type.String(),
    isSearched: true,
    isUnsorted: true,
  }),
  /** The id of something else. */
  reference: (name: string): Column => ({
    value: sql.ref(name),
    type: 'uuid',
    answer: NullableText,
    filter: 'exact',
    isUnsorted: true,
  }),
  text: (name: string): Column => ({
    value: sql.ref(name),
    type: 'text',
    answer: NullableText,
    isSearched: true,
  }),
  /** A text that is asked for as it is. */
  exact: (name: string): Column => ({
    value: sql.ref(name),
    type: 'text',
    answer: NullableText,
    filter: 'exact',
  }),
  /** One of few texts. */
  choice: (value: string | RawBuilder<unknown>, values: readonly string[]): Column => ({
    value: typeof value === 'string' ? sql.ref(value) : value,
    type: 'text',
    answer: Type.String({ enum: [...values] }),
    filter: values,
  }),
  flag: (name: string): Column => ({
    value: sql.ref(name),
    type: 'boolean',
    answer: Type.Boolean(),
    filter: 'exact',
  }),
  time: (name: string): Column => ({ value: sql.ref(name), type: 'timestamptz', answer: NullableInstant }),
  /** When the row was written. Its order is that of the ids, which an index has. */
  written: (name: string): Column => ({
    value: sql.ref(name),
    type: 'timestamptz',
    answer: NullableInstant,
    sortedBy: 'id',
  }),
  /** An object as it is kept. */
  object: (name: string): Column => ({
    value: sql.ref(name),
    type: 'text',
    answer: Type.Union([Type.Object({}), Type.Null()]),
    isUnsorted: true,
  }),
  decimal: (value: RawBuilder<unknown>): Column => ({
    value,
    type: 'numeric',
    answer: NullableNumber,
    show: (text: string) => jsonNumber(text),
  }),
  /** Of micro-dollars. Multiplied, which is exact: dividing rounds. */
  dollars: (micro: RawBuilder<unknown>): Column => ({
    value: sql`(${micro}) * 0.000001`,
    type: 'numeric',
    answer: Type.Union([Type.Number(), Type.Null()], { description: 'USD' }),
    show: (text: string) => jsonNumber(text),
  }),
} as const
