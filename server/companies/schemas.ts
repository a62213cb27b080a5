import { Type } from 'typebox'
import type { Level } from '../kernel/http/route.ts'

/** Answers: a text, or null where nothing is known. */
export const NullableText = Type.Union([Type.String(), Type.Null()])
export const NullableInteger = Type.Union([Type.Integer(), Type.Null()])
export const Instant = Type.String({ format: 'date-time' })
export const NullableInstant = Type.Union([Instant, Type.Null()])

/** Bodies: null counts as absent, and absent is kept. */
export const OptionalText = Type.Optional(Type.String())

export const LevelField = Type.Unsafe<0 | Level>({ type: 'integer', minimum: 0, maximum: 3 })

/** The answer `{}`. */
export const Empty = Type.Object({})
