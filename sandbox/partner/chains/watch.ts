import type { World } from '../world.ts'
import type { PartnerChain, TokenMove } from './partner-chain.ts'

const BLOCKS_MAX = 500
/** How far the kept place may lie behind while nobody can pay. */
const BEHIND_MAX = 300

/** Where it is kept how far a chain has been read. */
export const cursorName = (rail: string) => `cursor:${rail}`

/** Tells what arrived in final blocks at the addresses that the partner gave out. */
export interface Watcher {
  /** One step of a loop. @returns true when more blocks wait. */
  run(): Promise<boolean>
}

/**
 * Blocks are read once, in their order; where it stands is kept in the commit of what it found. `isWatching`: somebody may pay;
 * until then it just keeps up.
 */
export async function openWatcher(
  world: World,
  chain: PartnerChain,
  take: { readonly isWatching: () => boolean; readonly arrived: (moves: readonly TokenMove[]) => void },
): Promise<Watcher> {
  const { state } = world.tables
  const name = cursorName(chain.rail)
  const kept = state.get(name)
  let cursor = typeof kept === 'number' ? kept : await chain.finalHeight()
  const place = () => Number(state.get(name))
  const moveTo = (height: number, moves: readonly TokenMove[]) => {
    world.store.commit(() => {
      take.arrived(moves)
      state.put(name, height)
    })
    cursor = height
  }
  moveTo(cursor, [])
  return {
    async run() {
      const final = await chain.finalHeight()
      // a killed chain may go on from below; what is read twice is known by its hash
      if (final < cursor) cursor = final
      if (!take.isWatching()) {
        cursor = final
        if (Math.abs(final - place()) > BEHIND_MAX) moveTo(final, [])
        return false
      }
      if (place() !== cursor) moveTo(cursor, [])
      if (final === cursor) return false
      const last = Math.min(final, cursor + BLOCKS_MAX)
      moveTo(last, await chain.movesIn(cursor + 1, last))
      return last < final
    },
  }
}
