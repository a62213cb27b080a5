import { randomUUID } from 'node:crypto'
import type { TObject, TSchema } from 'typebox'
import type { Reader } from '../../../server/kernel/database.ts'
import type { ErrorName } from '../../../server/kernel/errors.ts'
import { type Route, writeRoute } from '../../../server/kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../../server/kernel/refusal.ts'
import { type ComposeRequest, composeMessage, type Draft } from '../../network/compose.ts'
import { deliverMessage } from '../../network/deliver.ts'
import type { SimulatedType } from '../../network/draft-message.ts'
import { type Fields, textIn } from '../../network/fields.ts'
import type { Fitting } from '../../network/find-purchase.ts'
import type { NetworkSimulator } from '../../network/simulator.ts'
import { seededValues } from '../../network/values.ts'

/** A call that makes the simulator send one message: alone as a route, in a scenario with faults. */
export interface NetworkCall {
  readonly path: string
  readonly type: SimulatedType
  readonly summary: string
  readonly tag: 'Sandbox' | 'Cards'
  readonly body: TObject
  /** Any field of the message may be given; the body's schema only documents. */
  readonly takesAnyField: boolean
  readonly answer: TSchema
  /** 201 without bytes. */
  readonly answersNothing: boolean
  readonly refusals: readonly ErrorName[]
  /** How an unknown card is answered. */
  readonly unknownCard: ErrorName
  /** Null: what suits the type. */
  readonly fitting: Fitting | null
  /** What a body says of the message. */
  given(body: Fields): Fields | Refusal
}

export type Composing = Pick<ComposeRequest, 'companyId' | 'now' | 'source' | 'alsoAwaited'> & {
  readonly body: Fields
}

export async function compose(
  call: NetworkCall,
  simulator: NetworkSimulator,
  db: Reader,
  { body, ...request }: Composing,
): Promise<Draft | Refusal> {
  const { type, fitting, unknownCard } = call
  const given = call.given(body)
  if (isRefusal(given)) return given
  const draft = await composeMessage(db, simulator, { ...request, type, given, fitting })
  const isUnknown = isRefusal(draft) && draft.name === 'CARD_NOT_FOUND'
  return isUnknown ? refuse(unknownCard, { id: textIn(given, 'card_id') ?? '' }) : draft
}

export async function deliver(
  call: NetworkCall,
  simulator: NetworkSimulator,
  draft: Draft,
  body: Fields,
): Promise<Fields | undefined | Refusal> {
  const given = call.given(body)
  if (isRefusal(given)) return given
  const answer = await deliverMessage(simulator, draft, given)
  return call.answersNothing && !isRefusal(answer) ? undefined : answer
}

/** The draft is durable, so a call that is retried sends the very same message. */
export function networkRoute(call: NetworkCall, simulator: NetworkSimulator): Route {
  return writeRoute({
    method: 'POST',
    path: call.path,
    access: { level: 2, operation: 'cards' },
    sandboxOnly: true,
    status: 201,
    summary: call.summary,
    refusals: [...call.refusals, call.unknownCard, 'NETWORK_ID_REUSED'],
    tag: call.tag,
    body: call.body,
    ...(call.takesAnyField ? { bodyReadByHandler: true as const } : {}),
    answer: call.answer,
    prepare: (db, { companyId, body, now }) =>
      // outside of scenarios nothing repeats but the merchant
      compose(call, simulator, db, {
        companyId,
        now,
        body,
        source: { ids: seededValues(randomUUID()), world: null },
      }),
    write: async (_tx, _call, draft: Draft) => draft,
    finish: (draft, { body }) => deliver(call, simulator, draft, body),
  })
}
