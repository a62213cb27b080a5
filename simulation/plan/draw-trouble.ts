import { ENDPOINT_FAULTS } from '../world/endpoints.ts'
import { GATE_FAULTS } from '../world/faulty-gate.ts'
import type { Draw } from './draw.ts'
import type { Made, PlanOptions } from './made.ts'
import { PARTNER_FAULTS, type Trouble } from './step.ts'

const WEIGHTS: Readonly<Record<Trouble['do'], number>> = {
  'kill node': 5,
  'kill database': 2,
  'restart database': 1,
  reorg: 4,
  'chain fault': 4,
  'partner fault': 4,
  'endpoint fault': 4,
}

export function drawTrouble(draw: Draw, made: Made, { chains, nodes }: PlanOptions): Trouble {
  const name = draw.weighted(WEIGHTS)
  // Most of a round is done within so long.
  const after = draw.between(0, 700)
  switch (name) {
    case 'kill node':
      return { do: name, node: draw.between(0, nodes - 1), after, down: draw.between(0, 2_000) }
    case 'kill database':
    case 'restart database':
      return { do: name, after }
    case 'reorg':
      // Below what counts as final: nothing that was told as final may change.
      return { do: name, chain: draw.pick(chains), after, depth: draw.between(1, 6), keep: draw.chance(50) }
    case 'chain fault':
      return {
        do: name,
        chain: draw.pick(chains),
        gates: draw.pick(['first', 'all']),
        fault: draw.pick(GATE_FAULTS),
        lasts: draw.between(500, 5_000),
      }
    case 'partner fault':
      return {
        do: name,
        kind: draw.pick(PARTNER_FAULTS),
        times: draw.between(1, 6),
        percent: draw.pick([30, 60, 100]),
      }
    case 'endpoint fault':
      return {
        do: name,
        company: draw.between(0, made.companies - 1),
        fault: draw.pick(ENDPOINT_FAULTS),
        lasts: draw.between(500, 6_000),
      }
  }
}
