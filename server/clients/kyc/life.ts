import type { ClientStatus } from '../client.ts'

/** The partner's words for a customer who is not, or no longer, to be served. */
const WITHDRAWN: ReadonlySet<string> = new Set(['rejected', 'paused', 'offboarded'])
/** Its words for one whom it has not decided on. */
const UNDECIDED: ReadonlySet<string> = new Set([
  'not_started',
  'incomplete',
  'awaiting_questionnaire',
  'awaiting_ubo',
  'under_review',
])

/** What a new word of the partner makes of a client; the same status when nothing. An approval is taken back by a rejection only. */
export function afterPartner(status: ClientStatus, word: string): ClientStatus {
  if (word === 'active') return 'active'
  if (WITHDRAWN.has(word)) return 'rejected'
  return UNDECIDED.has(word) && status !== 'active' ? 'in_review' : status
}
