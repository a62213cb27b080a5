import type { CardSession, Partner } from '../partner.ts'
import type { Ask } from './http.ts'
import { type Fields, text } from './read.ts'

/** Bridge documents no such call: the shape is ours, and the simulator's. */
export function bridgeCardSessions(ask: Ask): Pick<Partner, 'createCardSession'> {
  return {
    createCardSession: (session, key) =>
      ask({ method: 'POST', path: '/card_sessions', body: session, key }, readSession),
  }
}

function readSession(answer: Fields): CardSession {
  return {
    id: text(answer, 'id'),
    url: text(answer, 'url'),
    bootstrapToken: text(answer, 'bootstrap_token'),
    transferId: text(answer, 'transfer_id'),
  }
}
