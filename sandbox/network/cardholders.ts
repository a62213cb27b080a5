import { type Postbox, phoneDigits } from '../sms/postbox.ts'

/** People who hold the cards: they read the codes of 3DS on their phones and type them on the bank's page. */
export interface Cardholders {
  /** Begins to look at the phone. @returns what reads the code that comes for the challenge; null when none comes. */
  expectCode(phone: string): (cardId: string, challengeId: string) => Promise<string | null>
  /** The card's newest challenge that was opened here. */
  newestChallenge(cardId: string): string | null
  /** A code that was read, or null. */
  code(challengeId: string): string | null
  remember(cardId: string, challengeId: string, code: string | null): void
}

const CODE = /\b\d{6}\b/
const WAIT_MS = 5_000
const CHALLENGES_MAX = 10_000

export function createCardholders(sms: Postbox): Cardholders {
  const codes = new Map<string, { readonly cardId: string; readonly code: string | null }>()
  const remember = (cardId: string, challengeId: string, code: string | null) => {
    codes.delete(challengeId)
    codes.set(challengeId, { cardId, code })
    const [oldest] = codes.keys()
    if (codes.size > CHALLENGES_MAX && oldest !== undefined) codes.delete(oldest)
  }
  return {
    remember,
    expectCode(phone) {
      const seen = sms.count()
      return async (cardId, challengeId) => {
        const isOurs = ({ to, text }: { to: string; text: string }) =>
          phoneDigits(to) === phoneDigits(phone) && CODE.test(text)
        const message = await sms.arrival(seen, isOurs, WAIT_MS)
        const code = message === null ? null : (CODE.exec(message.text)?.[0] ?? null)
        remember(cardId, challengeId, code)
        return code
      }
    },
    newestChallenge(cardId) {
      const ofCard = [...codes].filter(([, one]) => one.cardId === cardId)
      return ofCard.at(-1)?.[0] ?? null
    },
    code: (challengeId) => codes.get(challengeId)?.code ?? null,
  }
}
