import type { Player } from '../play/player.ts'
import { checkBooks } from './check-books.ts'
import { checkCards } from './check-cards.ts'
import { checkChains } from './check-chains.ts'
import { checkEvents } from './check-events.ts'
import { checkRamps } from './check-ramps.ts'
import { checkWallets } from './check-wallets.ts'
import { findOpenWork } from './open-work.ts'
import { lookOutside } from './outside.ts'

/** @returns what is wrong. The cheap looks come first: the next ones make sense only when nothing is open. */
export async function lookAtAll(player: Player): Promise<string[]> {
  const open = await findOpenWork(player)
  if (open.length > 0) return open
  const outside = await lookOutside(player)
  const wrong = [
    ...(await checkWallets(player, outside)),
    ...(await checkCards(player, outside)),
    ...checkRamps(player, outside),
    ...(await checkChains(player, outside)),
    ...(await checkEvents(player, outside)),
  ]
  return wrong.length > 0 ? wrong : checkBooks(player)
}
