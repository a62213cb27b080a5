import { setTimeout as pause } from 'node:timers/promises'
import { type NetworkReply, sendMessage } from '../../sandbox/network/client.ts'
import { draftMessage, type SimulatedType } from '../../sandbox/network/draft-message.ts'
import { type Fields, overlay } from '../../sandbox/network/fields.ts'
import { seededValues } from '../../sandbox/network/values.ts'
import { Unanswered } from '../world/ask.ts'
import { numbered, type Player } from './player.ts'

const AGAIN_MS = 250
const GIVE_UP_MS = 300_000
/** A whole message whose every reference follows from the step. */
export function compose(
  player: Player,
  at: number,
  type: SimulatedType,
  cardId: string,
  fields: Fields,
): Fields {
  const drafted = draftMessage({
    type,
    cardId,
    given: fields,
    purchase: null,
    source: { ids: seededValues(`${player.seed}:${at}:${type}`), world: null },
    now: new Date(),
    hasPin: false,
  })
  return overlay(drafted, fields)
}

/** One attempt. Null: no answer, or one that says that nothing was done. */
export async function sendOnce(player: Player, node: number, message: Fields): Promise<Fields | null> {
  const { nodes, ...world } = player.world
  const { url } = numbered(nodes, node % nodes.length, 'node')
  const took = player.stopwatch()
  let reply: NetworkReply
  try {
    reply = await sendMessage({ url: `${url}/network/v1/messages`, key: world.networkKey }, message)
  } catch {
    player.asked.lost += 1
    return null
  }
  if (message.type === 'authorization') timed(player, took(), message)
  if (reply.status === 200) return reply.body
  if (reply.status >= 500 || reply.status === 429) player.asked.failed += 1
  else
    player.findings.push(
      `${message.type} ${message.network_id}: answered ${reply.status} ${JSON.stringify(reply.body)}`,
    )
  return null
}

function timed(player: Player, ms: number, message: Fields): void {
  player.slowestPurchaseMs = Math.max(player.slowestPurchaseMs, ms)
  if (ms > player.lateMs)
    player.findings.push(`purchase ${message.transaction_ref} was answered after ${Math.round(ms)} ms`)
}

/** As the network repeats what it knows no answer to. @throws Unanswered */
export async function send(player: Player, node: number, message: Fields): Promise<Fields> {
  const deadline = performance.now() + GIVE_UP_MS
  for (let tries = node; performance.now() < deadline; tries += 1) {
    const answer = await sendOnce(player, tries, message)
    if (answer !== null) return answer
    await pause(AGAIN_MS)
  }
  throw new Unanswered(`no answer to ${message.type} ${message.network_id}`)
}

/** The same message at two places at once: both must be told the same, unless one had no time to learn what was decided at the other. */
export async function sendTwice(player: Player, node: number, message: Fields): Promise<Fields> {
  const [first, second] = await Promise.all([send(player, node, message), send(player, node + 1, message)])
  if (isUndecided(first)) return second
  if (!isUndecided(second) && JSON.stringify(first) !== JSON.stringify(second))
    player.findings.push(
      `the same ${message.type} ${message.network_id} was answered ${JSON.stringify(first)} and ${JSON.stringify(second)}`,
    )
  return first
}

/** Declined for lack of time or of the database, whatever was decided at the other place: the network counts what that says. */
function isUndecided({ decline_code: code }: Fields): boolean {
  return code === 'C010' || code === 'C020'
}
