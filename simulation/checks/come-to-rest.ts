import { setTimeout as pause } from 'node:timers/promises'
import type { Player } from '../play/player.ts'
import { tellPartner } from '../play/tell-partner.ts'
import { checkBooks } from './check-books.ts'
import { checkCards } from './check-cards.ts'
import { checkChains } from './check-chains.ts'
import { checkEvents } from './check-events.ts'
import { checkRamps } from './check-ramps.ts'
import { checkWallets } from './check-wallets.ts'
import { findOpenWork } from './open-work.ts'
import { lookOutside } from './outside.ts'

const REST_MS_MAX = 180_000
const LOOK_MS = 500
const BLOCKS_A_LOOK = 3
/** Beyond the longest wait of what holds up others (256 s). */
const LADDER_SECONDS = 300

/**
 * Heals everything, lets blocks be mined and business time pass until nothing is open any more, and looks at all of it. What is still wrong
 * after minutes is a finding.
 */
export async function comeToRest(player: Player): Promise<void> {
  const { world } = player
  await heal(player)
  const deadline = performance.now() + REST_MS_MAX
  let wrong: string[] = ['it was not looked at']
  for (let looks = 0; wrong.length > 0 && performance.now() < deadline; looks += 1) {
    await Promise.all([...world.chains.values()].map(({ local, url }) => local.mine(url, BLOCKS_A_LOOK)))
    if (looks % 10 === 2) world.advance(LADDER_SECONDS)
    await pause(LOOK_MS)
    if (looks % 20 === 19) player.say(`          not at rest: ${wrong.slice(0, 3).join('; ')}`)
    wrong = await look(player).catch((error: unknown) => [`it cannot be looked at: ${error}`])
  }
  player.findings.push(...wrong, ...world.deaths.splice(0))
  player.disturbed = false
}

async function heal(player: Player): Promise<void> {
  const { chains, endpoints } = player.world
  for (const { gates } of chains.values()) for (const gate of gates) gate.set(null)
  endpoints.heal()
  await tellPartner(player, '/faults', { faults: [] })
}

/** The cheap looks first: the next ones make sense only when nothing is open. */
async function look(player: Player): Promise<string[]> {
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
