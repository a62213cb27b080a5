import type { Round, Step } from '../plan/step.ts'
import { changeCard, creditWallet } from './credit.ts'
import { deposit } from './deposit.ts'
import { followUp } from './follow-up.ts'
import { issueCard } from './issue-card.ts'
import { openCompany } from './open-company.ts'
import { openWallet } from './open-wallet.ts'
import { count, type Player } from './player.ts'
import { purchase } from './purchase.ts'
import { rampOff } from './ramp-off.ts'
import { rampOn } from './ramp-on.ts'
import { transfer } from './transfer.ts'
import {
  chainFault,
  endpointFault,
  killDatabase,
  killNode,
  partnerFault,
  reorg,
  restartDatabase,
} from './trouble.ts'
import { withdraw } from './withdraw.ts'

const TROUBLE: ReadonlySet<Step['do']> = new Set([
  'kill node',
  'kill database',
  'restart database',
  'reorg',
  'chain fault',
  'partner fault',
  'endpoint fault',
])

/** All steps at the same time. */
export async function playRound(player: Player, { steps }: Round): Promise<void> {
  if (steps.some((step) => TROUBLE.has(step.do))) player.disturbed = true
  // The plan numbers wallets and cards in its order, whichever is made first.
  const next = { wallet: player.model.wallets.length, card: player.model.cards.length }
  await Promise.all(steps.map((step) => playStep(player, step, (kind) => next[kind]++)))
}

type TakeNumber = (kind: 'wallet' | 'card') => number

/** What breaks a step is a finding and not the end. `takeNumber`: of a wallet or card that the step makes. */
export async function playStep(player: Player, step: Step, takeNumber: TakeNumber = noNumber): Promise<void> {
  try {
    await play(player, step, takeNumber)
  } catch (error) {
    player.findings.push(`step ${step.at} (${step.do}): ${error instanceof Error ? error.message : error}`)
  }
}

function noNumber(): never {
  throw new Error('this step makes nothing')
}

function play(player: Player, step: Step, takeNumber: TakeNumber): Promise<void> | void {
  switch (step.do) {
    case 'open company':
      return openCompany(player, step)
    case 'open wallet':
      return openWallet(player, step, takeNumber('wallet'))
    case 'issue card':
      return issueCard(player, step, takeNumber('card'))
    case 'deposit':
    case 'fund card':
    case 'fund card holding':
      return deposit(player, step)
    case 'credit wallet':
      return creditWallet(player, step)
    case 'change card':
      return changeCard(player, step)
    case 'withdraw':
    case 'withdraw holding':
      return withdraw(player, step)
    case 'transfer':
      return transfer(player, step)
    case 'purchase':
      return purchase(player, step)
    case 'follow up':
      return followUp(player, step)
    case 'ramp on':
      return rampOn(player, step)
    case 'ramp off':
      return rampOff(player, step)
    case 'move clock':
      player.world.advance(step.seconds)
      return count(player, 'clock moved')
    case 'kill node':
      return killNode(player, step)
    case 'kill database':
      return killDatabase(player, step)
    case 'restart database':
      return restartDatabase(player, step)
    case 'reorg':
      return reorg(player, step)
    case 'chain fault':
      return chainFault(player, step)
    case 'partner fault':
      return partnerFault(player, step)
    case 'endpoint fault':
      return endpointFault(player, step)
  }
}
