import { type Fields, fieldsIn, textIn } from './fields.ts'

/** Which cards have a PIN. The PINs themselves are kept nowhere. */
export interface Pins {
  set(cardId: string): void
  has(cardId: string): boolean
}

const CARDS_MAX = 100_000

export function createPins(): Pins {
  const cards = new Set<string>()
  return {
    set(cardId) {
      const [oldest] = cards
      if (cards.size >= CARDS_MAX && oldest !== undefined) cards.delete(oldest)
      cards.add(cardId)
    },
    has: (cardId) => cards.has(cardId),
  }
}

const PIN = /^\d{4,12}$/
const DONE = '00'
const FORMAT_ERROR = '30'

/** What the platform sends to the processor: `set_pin` alone (contract, cards §11). @returns the answer. */
export function answerPlatform(message: Fields, pins: Pins): Fields {
  const cardId = textIn(fieldsIn(message, 'card'), 'id')
  const isFine = message.type === 'set_pin' && cardId !== null && PIN.test(textIn(message, 'pin') ?? '')
  if (isFine) pins.set(cardId)
  return {
    network_id: message.network_id ?? null,
    type: message.type ?? null,
    response_code: isFine ? DONE : FORMAT_ERROR,
    approved: isFine,
    processed_at: new Date().toISOString(),
  }
}
