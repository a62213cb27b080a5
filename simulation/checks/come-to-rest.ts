import { setTimeout as pause } from 'node:timers/promises'
import type { Player } from '../play/player.ts'
import { tellPartner } from '../play/tell-partner.ts'
import { lookAtAll } from './look-at-all.ts'

const REST_MS_MAX = 480_000
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
    wrong = await lookAtAll(player).catch((error: unknown) => [`it cannot be looked at: ${error}`])
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
