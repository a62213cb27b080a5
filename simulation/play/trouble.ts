import { setTimeout as pause } from 'node:timers/promises'
import type { StepOf } from '../plan/step.ts'
import { chainOf, count, numbered, type Player } from './player.ts'
import { tellPartner } from './tell-partner.ts'

export async function killNode(player: Player, step: StepOf<'kill node'>): Promise<void> {
  const node = numbered(player.world.nodes, step.node, 'node')
  await pause(step.after)
  await node.killAndStart(step.down)
  count(player, 'nodes killed')
}

export async function killDatabase(player: Player, { after }: StepOf<'kill database'>): Promise<void> {
  await pause(after)
  await player.world.database.killAndStart()
  count(player, 'databases killed')
}

export async function restartDatabase(player: Player, { after }: StepOf<'restart database'>): Promise<void> {
  await pause(after)
  await player.world.database.restart()
  count(player, 'databases restarted')
}

export async function reorg(player: Player, step: StepOf<'reorg'>): Promise<void> {
  await pause(step.after)
  await chainOf(player, step.chain).reorg({ depth: step.depth, keepTransactions: step.keep })
  count(player, `reorgs that ${step.keep ? 'keep' : 'drop'}`)
}

export async function chainFault(player: Player, step: StepOf<'chain fault'>): Promise<void> {
  const { gates } = chainOf(player, step.chain)
  const hit = step.gates === 'all' ? gates : gates.slice(0, 1)
  for (const gate of hit) gate.set(step.fault)
  count(player, `chain nodes that ${step.fault}`)
  await pause(step.lasts)
  for (const gate of hit) gate.set(null)
}

export async function partnerFault(player: Player, step: StepOf<'partner fault'>): Promise<void> {
  const { kind, times, percent } = step
  await tellPartner(player, '/faults', { faults: [{ kind, times, percent, seconds: 2 }] })
  count(player, `partner: ${kind}`)
}

export async function endpointFault(player: Player, step: StepOf<'endpoint fault'>): Promise<void> {
  const { endpoints } = player.world
  endpoints.set(step.company, step.fault)
  count(player, `endpoints that ${step.fault}`)
  await pause(step.lasts)
  endpoints.set(step.company, null)
}
