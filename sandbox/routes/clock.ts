import { Type } from 'typebox'
import { writeRoute } from '../../server/kernel/http/route.ts'
import type { SandboxDeps } from './deps.ts'

const TEN_YEARS_SECONDS = 315_360_000

export function advanceClock({ clock }: SandboxDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/clock',
    access: { level: 2, operation: 'virtual_wallets', alsoOpenTo: { operation: 'cards', level: 2 } },
    sandboxOnly: true,
    status: 201,
    summary: 'Move business time forward',
    tag: 'Sandbox',
    body: Type.Object({ advance_seconds: Type.Integer({ minimum: 1, maximum: TEN_YEARS_SECONDS }) }),
    answer: Type.Object({ now: Type.String() }),
    async write(_tx, { body }) {
      return body.advance_seconds
    },
    async finish(seconds) {
      return { now: clock.advance(seconds).toISOString() }
    },
  })
}
