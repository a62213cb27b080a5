import type pg from 'pg'
import type { CardsConfig } from '../../kernel/config-cards.ts'
import type { Database, Tx } from '../../kernel/database.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { Lifecycle } from '../lifecycle/lifecycle.ts'
import type { CardMessage, ChallengeAnswer } from '../message.ts'

/** What the endpoint of the card network works with. */
export interface NetworkDeps {
  readonly db: Database
  /** For the look-ups that purchases wait for: `openLookUpPool`. */
  readonly lookUpPool: pg.Pool
  readonly config: { readonly cards: Pick<CardsConfig, 'network'> }
  readonly sealer: Sealer
  readonly log: Logger
  /** Decides authorizations. It stores its answers itself, in the statement that makes them true. */
  readonly authorizer: Pick<Authorizer, 'authorize' | 'answerUnderWay'>
  /** Posts what the network says has happened. */
  readonly lifecycle: Pick<Lifecycle, 'prepare' | 'post' | 'answerLate'>
  readonly threeDs: { challenge(tx: Tx, message: CardMessage, now: Date): Promise<ChallengeAnswer> }
}
