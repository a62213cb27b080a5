import type { Tx } from '../../kernel/database.ts'
import { handOverDue, type Outbox } from '../../kernel/http/hand-over-due.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { CardMessage, ChallengeAnswer } from '../message.ts'
import { answerChallengeMessage } from './answer-challenge-message.ts'
import type { ThreeDsDeps } from './deps.ts'
import { openTextMessage } from './queue-text.ts'

const POLL_MS = 1_000
/** A message is queued before its transaction commits: looked for when it should have. */
const COMMIT_WAIT_MS = 20
/** A code is waited for. */
const TEXT_WAIT_SECONDS_MAX = 30

export interface ThreeDs {
  challenge(tx: Tx, message: CardMessage, now: Date): Promise<ChallengeAnswer>
  /** The loop that sends text messages. */
  start(): Loop[]
}

export function createThreeDs(deps: ThreeDsDeps): ThreeDs {
  let loop: Loop | undefined
  return {
    async challenge(tx, message, now) {
      const answer = await answerChallengeMessage(tx, deps.sealer, message, now)
      if (message.message.action === 'create') setTimeout(() => loop?.wake(), COMMIT_WAIT_MS).unref()
      return answer
    },
    start() {
      loop = startLoop({
        name: 'send-text-messages',
        everyMs: POLL_MS,
        run: () => handOverDue(deps, textsOf(deps)),
        log: deps.log,
      })
      return [loop]
    },
  }
}

function textsOf({ config, sealer, clock }: ThreeDsDeps): Outbox {
  return {
    table: 'text_messages',
    gateway: config.cards.sms,
    open: (id, sealed) => openTextMessage(sealer, id, sealed),
    // A challenge lapses in business time.
    now: clock.now(),
    waitSecondsMax: TEXT_WAIT_SECONDS_MAX,
  }
}
