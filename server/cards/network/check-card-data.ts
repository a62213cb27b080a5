import type { Reader } from '../../kernel/database.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { openCurrentNumber, verifyCvv } from '../issuing/find-number.ts'
import type { CardMessage, NetworkMessage } from '../message.ts'
import type { NamedCard } from './look-up.ts'

export type CardDataResult = Pick<CardMessage, 'expiryMatches' | 'cvvResult'>

/** Compares expiry and CVV2 of a message with those of the number that it names. */
export async function checkCardData(
  reader: Reader,
  sealer: Sealer,
  message: NetworkMessage,
  card: NamedCard,
): Promise<CardDataResult> {
  const { expiry } = message.card
  return {
    expiryMatches: expiry === null ? null : expiry === card.expiry,
    cvvResult: await checkCvv(reader, sealer, message, card),
  }
}

async function checkCvv(
  reader: Reader,
  sealer: Sealer,
  { card: { pan, cvv2 } }: NetworkMessage,
  { companyId, cardId, expiry }: NamedCard,
): Promise<CardMessage['cvvResult']> {
  if (cvv2 === null) return 'P'
  // A card named by its id alone: the number is ours to open.
  const number =
    pan === null ? await openCurrentNumber(reader, sealer, companyId, cardId) : expiry && { pan, expiry }
  return number && verifyCvv(sealer, number.pan, number.expiry, cvv2) ? 'M' : 'N'
}
