import type { Clock } from '../../kernel/clock.ts'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Database, Tx } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { Node } from '../../kernel/node.ts'
import { correctRecord } from '../authorization/correct-record.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import { tooLate } from './answer.ts'
import { type AskCompany, type Asked, askAboutIncrement } from './ask-about-increment.ts'
import { expireCards } from './expire-cards.ts'
import { expireHolds } from './expire-holds.ts'
import { findPurchase } from './find-purchase.ts'
import { lapseKeptMessages } from './kept-messages.ts'
import { mismatchAlert } from './mismatch-alert.ts'
import { postAdvice } from './post-advice.ts'
import { postClearing } from './post-clearing.ts'
import { postIncremental } from './post-incremental.ts'
import { postRefund } from './post-refund.ts'
import { postReversal } from './post-reversal.ts'
import { postVisaDirect } from './post-visa-direct.ts'
import { Posting } from './posting.ts'

export interface LifecycleDeps {
  readonly db: Database
  readonly config: { readonly cards: CardsConfig }
  readonly clock: Clock
  readonly log: Logger
  readonly node: Pick<Node, 'leads'>
  readonly askCompany: AskCompany
}

/** What happens to a purchase after its answer (contract, cards §7 and §11): told by the network, or by time. */
export interface Lifecycle {
  /**
   * To be called before the transaction of `post`, and given to it: an increment of a WEBHOOK card asks the company, for at most
   * 1,200 ms. Null for everything else.
   */
  prepare(m: CardMessage, now: Date): Promise<Asked | null>
  /**
   * Posts an incremental, advice, clearing, reversal, refund or visa_direct. The caller holds the advisory lock of the message's id
   * and stores the answer in the same transaction; everything else that the message means is written here.
   */
  post(tx: Tx, m: CardMessage, now: Date, asked?: Asked | null): Promise<PurchaseAnswer>
  /** A posting ended after the network had stopped waiting for its answer: what was approved is given back. @returns what to answer */
  answerLate(m: CardMessage, answer: PurchaseAnswer): Promise<PurchaseAnswer>
  start(): Loop[]
}

const LOOK_EVERY_MS = 1_000

export function createLifecycle(deps: LifecycleDeps): Lifecycle {
  const { db, clock, log, node, askCompany } = deps
  const config = deps.config.cards
  const every = (name: string, run: (now: Date) => Promise<boolean>) =>
    startLoop({
      name,
      everyMs: LOOK_EVERY_MS,
      log,
      run: async () => (await node.leads(name)) && run(clock.now()),
    })

  return {
    prepare: (m, now) => askAboutIncrement({ db, config, askCompany }, m, now),
    async post(tx, m, now, asked = null) {
      return postMessage(await Posting.open(tx, m, config, now), m, config, asked)
    },
    async answerLate(m, answer) {
      // Whatever else is posted is so, however late it is heard.
      if (m.message.type !== 'incremental' || !answer.approved) return answer
      const given = tooLate(m, answer, clock.now())
      const isCorrected = await correctRecord({ db, clock, operator: config }, m, answer, given, {
        holds: true,
      })
      return isCorrected ? given : answer
    },
    start() {
      let monthDone = ''
      return [
        every('card holds', async (now) => {
          await expireHolds({ db, config, log }, now)
          return false
        }),
        every('kept card messages', (now) => lapseKeptMessages(db, now)),
        // Cards expire with a month, so there is something to do once in each.
        every('card expiry', async (now) => {
          const month = now.toISOString().slice(0, 7)
          if (month !== monthDone && (await expireCards(db, now))) monthDone = month
          return false
        }),
      ]
    },
  }
}

async function postMessage(
  posting: Posting,
  m: CardMessage,
  config: CardsConfig,
  asked: Asked | null,
): Promise<PurchaseAnswer> {
  const { type } = m.message
  if (type === 'visa_direct') return postVisaDirect(posting, m)
  const found = await findPurchase(posting.tx, m)
  if (found.mismatch) posting.tell(mismatchAlert(m, posting.now))
  switch (type) {
    case 'clearing':
      return postClearing(posting, m, found)
    case 'reversal':
      return postReversal(posting, m, found)
    case 'refund':
      return postRefund(posting, m, found)
    case 'advice':
      return postAdvice(posting, m, found)
    case 'incremental':
      return postIncremental(posting, m, found, config, asked)
    case 'authorization':
    case 'three_ds_challenge':
      throw new Error(`${type} is not posted`)
  }
}
