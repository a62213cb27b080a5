import { type Draw, drawFrom } from './draw.ts'
import type { Round, Step, Work } from './step.ts'

const DOLLAR = 1_000_000

/** What is killed (kill -9) in one round, and when: so many ms after so many operations were acknowledged since the one before was healed. */
export interface Kill {
  readonly acknowledged: number
  readonly after: number
  readonly nodes: readonly number[]
  /** PostgreSQL, all of its processes. */
  readonly database: boolean
}

/** Mostly one process, now and then all of one kind, or everything at once. */
export function makeKills({ seed, rounds, nodes }: { seed: number; rounds: number; nodes: number }): Kill[] {
  const draw = drawFrom(seed)
  return Array.from({ length: rounds }, () => drawKill(draw, nodes))
}

function drawKill(draw: Draw, nodes: number): Kill {
  const all = Array.from({ length: nodes }, (_, node) => node)
  const moment = { acknowledged: draw.between(1, 20), after: draw.between(0, 300) }
  switch (draw.weighted({ node: 5, nodes: 1, database: 3, everything: 1 })) {
    case 'node':
      return { ...moment, nodes: [draw.pick(all)], database: false }
    case 'nodes':
      return { ...moment, nodes: all, database: false }
    case 'database':
      return { ...moment, nodes: [], database: true }
    case 'everything':
      return { ...moment, nodes: all, database: true }
  }
}

/** What the callers use: numbers of wallets of one chain, and of cards. */
export interface Targets {
  readonly wallets: readonly number[]
  readonly cards: readonly number[]
}

/** A company with four wallets a chain and three cards, and more money than the callers can spend. */
export function crashOpenings(chains: readonly string[]): {
  readonly plan: readonly Round[]
  readonly targets: readonly Targets[]
} {
  const wallets = chains.flatMap((chain) => [chain, chain, chain, chain])
  const things: Work[] = [
    ...wallets.map((chain): Work => ({ do: 'open wallet', company: 0, chain })),
    ...(['TOP_UP', 'TOP_UP', 'NONE'] as const).map(
      (method): Work => ({ do: 'issue card', company: 0, method }),
    ),
  ]
  const funds: Work[] = [
    ...wallets.map((_, wallet): Work => ({ do: 'deposit', wallet, micro: 100_000 * DOLLAR })),
    ...[0, 1].map((card): Work => ({ do: 'change card', card, cents: 10_000_000, way: 'add' })),
    { do: 'fund card holding', company: 0, micro: 300_000 * DOLLAR },
  ]
  let at = 0
  const rounds = [[{ do: 'open company' } as const], things, funds]
  return {
    plan: rounds.map((works, index) => ({
      steps: works.map((work) => ({ ...work, at: at++ })),
      quiet: index === rounds.length - 1,
    })),
    targets: chains.map((_, index) => ({
      wallets: [0, 1, 2, 3].map((number) => 4 * index + number),
      cards: [0, 1, 2],
    })),
  }
}

/** What one caller does one after the other, for ever. `at`: the numbers of its steps. */
export function* makeLoad(
  seed: number,
  { wallets, cards }: Targets,
  at: { readonly first: number; readonly step: number },
): Generator<Step, never> {
  const draw = drawFrom(seed)
  for (let number = at.first; ; number += at.step)
    yield { ...drawLoad(draw, wallets, cards, number), at: number } as Step
}

function drawLoad(draw: Draw, wallets: readonly number[], cards: readonly number[], number: number): object {
  const wallet = draw.pick(wallets)
  const what = draw.weighted({ withdraw: 30, transfer: 30, purchase: 30, deposit: 10 })
  switch (what) {
    case 'withdraw':
      return { do: what, wallet, micro: draw.between(1, DOLLAR / 10) }
    case 'transfer': {
      const others = wallets.filter((one) => one !== wallet)
      return { do: what, from: wallet, to: draw.pick(others), micro: draw.between(1, DOLLAR) }
    }
    case 'purchase':
      return {
        do: what,
        purchase: number,
        card: draw.pick(cards),
        cents: draw.between(1, 100),
        answer: 'approve',
        network: 'usual',
        unanswered: draw.pick(['repeat', 'repeat', 'give up']),
      }
    case 'deposit':
      return { do: what, wallet, micro: draw.between(DOLLAR, 5 * DOLLAR) }
  }
}
