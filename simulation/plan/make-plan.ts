import { type Draw, drawFrom } from './draw.ts'
import { drawTrouble } from './draw-trouble.ts'
import { drawWork, WORK_WEIGHTS } from './draw-work.ts'
import { type Made, nothingMade, type PlanOptions } from './made.ts'
import type { Round, Step, Work } from './step.ts'

const ROUND_MAX = 12
const QUIET_EVERY = 4
const DAY_SECONDS = 86_400

/** The steps of a run, whatever becomes of them: the same seed and sizes give the same plan, to the last amount. */
export function makePlan(options: PlanOptions): Round[] {
  const draw = drawFrom(options.seed)
  const made = nothingMade()
  const rounds: Round[] = []
  let count = 0
  const openings = drawOpenings(draw, options)
  const number = (step: Omit<Step, 'at'>): Step => ({ ...step, at: count++ }) as Step
  for (const opening of openings)
    rounds.push({
      steps: opening.map((work) => number(note(made, work))),
      quiet: opening === openings.at(-1),
    })
  endRound(made, rounds)
  while (count < options.steps) {
    const steps = drawRound(draw, made, options, Math.min(ROUND_MAX, options.steps - count)).map(number)
    endRound(made, [{ steps, quiet: false }])
    rounds.push({ steps, quiet: rounds.length % QUIET_EVERY === 0 || count >= options.steps })
  }
  return rounds
}

/** Two companies with wallets, cards and money: nobody is killed yet. */
function drawOpenings(draw: Draw, { chains }: PlanOptions): Work[][] {
  const things = [0, 1].flatMap((company): Work[] => [
    ...[...chains, draw.pick(chains)].map((chain): Work => ({ do: 'open wallet', company, chain })),
    { do: 'issue card', company, method: 'TOP_UP' },
    { do: 'issue card', company, method: draw.pick(['WEBHOOK', 'NONE']) },
  ])
  const wallets = things.filter((work) => work.do === 'open wallet').keys()
  const funds: Work[] = [
    ...[0, 1].map((company): Work => ({ do: 'fund card holding', company, micro: 900_000_000 })),
    ...[0, 2].map((card): Work => ({ do: 'change card', card, cents: 30_000, way: 'add' })),
    ...[...wallets].map(
      (wallet): Work => ({ do: 'deposit', wallet, micro: draw.between(200, 900) * 1_000_000 }),
    ),
  ]
  return [[{ do: 'open company' }, { do: 'open company' }], things, funds]
}

function drawRound(draw: Draw, made: Made, options: PlanOptions, size: number): Omit<Step, 'at'>[] {
  const steps: Omit<Step, 'at'>[] = []
  // Half of the rounds are undisturbed: what fails there fails for nothing.
  if (draw.chance(50)) {
    steps.push(drawTrouble(draw, made, options))
    if (draw.chance(30)) steps.push(drawTrouble(draw, made, options))
  } else if (draw.chance(15)) return [{ do: 'move clock', seconds: drawSeconds(draw) } as Omit<Step, 'at'>]
  const wanted = draw.between(steps.length === 0 ? 2 : 6, ROUND_MAX)
  while (steps.length < Math.min(wanted, size)) {
    const name = draw.weighted(WORK_WEIGHTS)
    const work = drawWork[name](draw, made, options)
    // A company is made by the operator, whose calls have no idempotency: undisturbed, and alone.
    if (work === null || (work.do === 'open company' && steps.length > 0)) continue
    steps.push(note(made, work))
    if (work.do === 'open company') return steps
  }
  return steps
}

function drawSeconds(draw: Draw): number {
  return draw.chance(20) ? draw.between(1, 11) * DAY_SECONDS : draw.between(30, 7_200)
}

/** What a step makes can be used by later ones: companies, wallets and cards by those of later rounds only, which the rounds see to. */
function note<T extends Work>(made: Made, work: T): T {
  if (work.do === 'open company') made.companies += 1
  if (work.do === 'purchase') made.purchaseCount += 1
  if (work.do === 'follow up') made.busy.add(work.purchase)
  return work
}

/** Now what its steps made is there for others. */
function endRound(made: Made, rounds: readonly Round[]): void {
  for (const step of rounds.flatMap(({ steps }) => steps)) {
    if (step.do === 'open wallet') made.wallets.push({ company: step.company, chain: step.chain })
    if (step.do === 'issue card') made.cards.push({ company: step.company, method: step.method })
    if (step.do === 'purchase') made.purchases.push(step.purchase)
  }
  made.busy.clear()
}
