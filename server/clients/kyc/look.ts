import { isRefusal } from '../../kernel/refusal.ts'
import { type Partner, PartnerError } from '../../partner/partner.ts'
import { type Client, findClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { findBridgeLink } from '../providers/link.ts'
import { follow } from './follow.ts'
import { handOver } from './hand-over.ts'
import { tell } from './tell.ts'
import { endTurn, type Outcome, type Turn } from './turn.ts'

export type KycDeps = Pick<ClientDeps, 'db' | 'clock' | 'log' | 'sealer'> & { readonly partner: Partner }

const IN_VAIN_MS_MAX = 300_000
const REVIEW_MS_MIN = 5_000
const REVIEW_MS_MAX = 300_000
const DECIDED_MS = 86_400_000

/** One idempotent step with one client: hand over, tell what has changed, or ask how it stands. */
export async function look(deps: KycDeps, turn: Turn, took: Date): Promise<void> {
  const outcome = await step(deps, turn).catch((error: unknown) => {
    if (!(error instanceof PartnerError)) throw error
    deps.log.warn({ clientId: turn.id, problem: error.message }, 'the partner was asked in vain for a client')
    return inVain(deps, turn, error)
  })
  await endTurn(deps.db, turn, took, outcome)
}

async function step(deps: KycDeps, { company_id, id }: Turn): Promise<Outcome> {
  const client = await findClient(deps.db, company_id, id)
  if (isRefusal(client)) return { lookAt: null, inVain: false }
  const link = await findBridgeLink(deps.db, company_id, id)
  const done =
    link === null
      ? await handOver(deps, client)
      : link.told_revision < client.revision
        ? await tell(deps, client, link)
        : await follow(deps, client, link)
  switch (done) {
    case 'NOTHING_TO_DO':
      return { lookAt: null, inVain: false }
    case 'AGAIN':
      return { lookAt: deps.clock.now(), inVain: false }
    case 'FOLLOW':
      return { lookAt: await nextLook(deps, client), inVain: false }
  }
}

/** What is left to do with a client after a step. */
export type Done = 'NOTHING_TO_DO' | 'AGAIN' | 'FOLLOW'

/** Events tell of a decision; this finds what no event told. Soon after it went before the partner, then more seldom. */
async function nextLook({ db, clock }: KycDeps, { company_id, id }: Client): Promise<Date | null> {
  const client = await findClient(db, company_id, id)
  if (isRefusal(client)) return null
  const now = clock.now().getTime()
  const age = now - client.updated_at.getTime()
  const reviewMs = Math.min(Math.max(age, REVIEW_MS_MIN), REVIEW_MS_MAX)
  return new Date(now + (client.status === 'in_review' ? reviewMs : DECIDED_MS))
}

function inVain({ clock }: KycDeps, { tries }: Turn, error: PartnerError): Outcome {
  const waitMs = Math.min(1_000 * 2 ** tries, IN_VAIN_MS_MAX)
  const askedMs = (error.details.retryAfterSeconds ?? 0) * 1_000
  return { lookAt: new Date(clock.now().getTime() + Math.max(waitMs, askedMs)), inVain: true }
}
