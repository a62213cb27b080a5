/** The decline signal asks for three. */
const DECLINES_KEPT = 3

/** `cards.declines` after one more: every TRANSACTION_REJECTED event of a card is told here, whatever its code. */
export function rememberDecline(declines: readonly Date[], at: Date): Date[] {
  return [...declines, at].slice(-DECLINES_KEPT)
}
