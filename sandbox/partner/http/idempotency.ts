import { createHash } from 'node:crypto'
import { isFields } from '../../network/fields.ts'
import type { AnswerRecord, Json } from '../records.ts'
import type { World } from '../world.ts'
import { Problem } from './problem.ts'
import type { ApiAnswer } from './route.ts'

const KEPT_MS = 86_400_000
/** A refusal that another try may not get. */
const NOT_STORED: ReadonlySet<number> = new Set([401, 409, 429])

/**
 * Gives the first answer of a key again, or makes it and keeps it in the commit of what it does. Refusals that would come again are
 * kept as well.
 */
export function answerOnce(
  world: World,
  scope: { readonly path: string; readonly key: string; readonly body: Json },
  make: () => ApiAnswer,
): ApiAnswer {
  const { answers } = world.tables
  const id = digest([scope.path, scope.key])
  const hash = digest(canonical(scope.body))
  const kept = answers.get(id)
  if (kept !== undefined) return repeat(kept, hash, world.now())
  const keep = (answer: ApiAnswer) => {
    if (!NOT_STORED.has(answer.status))
      answers.put(id, { ...answer, body_hash: hash, at: world.now().getTime() })
    return answer
  }
  try {
    return world.store.commit(() => keep(make()))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    world.store.commit(() => keep({ status: error.status, body: error.body }))
    throw error
  }
}

function repeat(kept: AnswerRecord, hash: string, now: Date): ApiAnswer {
  if (now.getTime() - kept.at > KEPT_MS)
    throw new Problem(422, {
      code: 'idempotency_key_expired',
      message: 'This idempotency key was used more than 24 hours ago',
    })
  if (kept.body_hash !== hash)
    throw new Problem(422, {
      code: 'idempotency_key_reused',
      message: 'This idempotency key was used with another request',
    })
  return { status: kept.status, body: kept.body }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** The same for the same JSON, in whatever order the fields stand. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (!isFields(value)) return value
  return Object.keys(value)
    .toSorted()
    .map((name) => [name, canonical(value[name])])
}
