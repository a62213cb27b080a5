import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { writeAudit } from '../../kernel/audit.ts'
import { inTransaction, type Tx } from '../../kernel/database.ts'
import { Content } from '../../kernel/http/content.ts'
import { type RawCall, rawRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Secret } from '../../kernel/secret.ts'
import { findCard } from '../card.ts'
import { readProgram } from '../program.ts'
import { cvv2 } from './cvv.ts'
import type { IssuingDeps } from './deps.ts'
import { openCurrentNumber } from './find-number.ts'
import { openPanLink } from './pan-link.ts'
import { panPage } from './pan-page.ts'

/** The one place where a card number leaves the platform: to the browser of whoever opens the link first. */
export function showPan(deps: Pick<IssuingDeps, 'db' | 'config' | 'vault'>) {
  return rawRoute({
    method: 'GET',
    path: '/cards/pan/{token}',
    access: { open: true },
    summary: 'Show a card number, once, for 60 seconds',
    refusals: ['PAN_LINK_NOT_FOUND'],
    tag: 'Cards',
    answer: Type.String({ description: 'A page for embedding' }),
    answerType: 'text/html',
    async respond(call) {
      const opened = await inTransaction(deps.db, (tx) => openCard(tx, deps, call))
      if (isRefusal(opened)) return opened
      const nonce = randomBytes(16).toString('base64')
      return new Content('text/html; charset=utf-8', panPage(opened, nonce), {
        'content-security-policy': policy(opened.ancestors, nonce),
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
      })
    },
  })
}

interface OpenedCard {
  readonly holderName: string
  readonly pan: Secret<string>
  /** MMYY */
  readonly expiry: string
  readonly cvv: Secret<string>
  readonly ancestors: readonly string[]
}

/** A link that finds its card deleted or reissued since is spent, and opens nothing. */
async function openCard(
  tx: Tx,
  { vault, config }: Pick<IssuingDeps, 'config' | 'vault'>,
  call: RawCall,
): Promise<OpenedCard | Refusal> {
  const gone = refuse('PAN_LINK_NOT_FOUND')
  const link = await openPanLink(tx, vault.sealer, call.params.token ?? '')
  if (link === null) return gone
  const { companyId, cardId } = link
  const card = await findCard(tx, companyId, cardId)
  const number = await openCurrentNumber(tx, vault.sealer, companyId, cardId)
  if (isRefusal(card) || card.status === 'DELETED' || number?.numberId !== link.numberId) return gone
  await writeAudit(tx, {
    companyId,
    caller: null,
    action: 'card.number_shown',
    objectType: 'card',
    objectId: cardId,
    before: null,
    after: null,
    traceId: call.traceId,
    at: call.now,
  })
  const { settings } = await readProgram(tx, companyId, config.cards)
  return {
    holderName: card.holder_name,
    pan: number.pan,
    expiry: number.expiry,
    cvv: cvv2(vault.sealer, number.pan, number.expiry),
    ancestors: settings.panPageAncestors,
  }
}

/** The page loads nothing, sends nothing, and is embedded by itself and by whom the company has named. */
function policy(ancestors: readonly string[], nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${["'self'", ...ancestors].join(' ')}`,
  ].join('; ')
}
