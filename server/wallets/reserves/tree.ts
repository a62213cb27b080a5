import { createHash } from 'node:crypto'

/** A hash and the sum of the balances below it. */
export interface SumNode {
  readonly hash: Buffer
  /** Smallest units, never negative: else one debt could hide another. */
  readonly sum: bigint
}

/** A neighbour on the way from a leaf to the root, and the side it stands on. */
export interface PathStep extends SumNode {
  readonly side: 'L' | 'R'
}

/** Sums are hashed as they are shown, so that who checks needs no decimals of the token. */
export type ShowSum = (sum: bigint) => string

export interface LeafFacts {
  readonly date: string
  readonly chain: string
  readonly tokenAddress: string
  readonly walletId: string
  readonly balance: bigint
  /** Known to the owner alone: a neighbour's hash cannot be tried against every wallet id and balance. */
  readonly salt: Buffer
}

export function leafHash(leaf: LeafFacts, show: ShowSum): Buffer {
  const { date, chain, tokenAddress, walletId, balance, salt } = leaf
  return sha256([
    'holdfast-leaf-v1',
    date,
    chain,
    tokenAddress,
    walletId,
    show(balance),
    salt.toString('hex'),
  ])
}

/** The root of a token of which nobody has anything. */
export const EMPTY_ROOT: SumNode = { hash: sha256(['holdfast-empty-v1']), sum: 0n }

/**
 * A Merkle sum tree, level by level from the leaves to the root. Both sums are part of a node's hash, so no sum can be changed
 * without changing the root. A node without a neighbour rises unchanged.
 */
export function buildTree(leaves: readonly SumNode[], show: ShowSum): SumNode[][] {
  if (leaves.length === 0) return [[EMPTY_ROOT]]
  const levels: SumNode[][] = [[...leaves]]
  for (let below = leaves; below.length > 1; ) {
    const level: SumNode[] = []
    for (let at = 0; at < below.length; at += 2) {
      const [left, right] = [below[at], below[at + 1]]
      if (left !== undefined) level.push(right === undefined ? left : join(left, right, show))
    }
    levels.push(level)
    below = level
  }
  return levels
}

export function join(left: SumNode, right: SumNode, show: ShowSum): SumNode {
  const hash = sha256([
    'holdfast-node-v1',
    left.hash.toString('hex'),
    show(left.sum),
    right.hash.toString('hex'),
    show(right.sum),
  ])
  return { hash, sum: left.sum + right.sum }
}

/** Where the neighbours of a leaf stand, from its own level upwards: as far as there are neighbours. */
export function neighbours(
  position: number,
  leafCount: number,
): { level: number; position: number; side: 'L' | 'R' }[] {
  const found: { level: number; position: number; side: 'L' | 'R' }[] = []
  let at = position
  let count = leafCount
  for (let level = 0; count > 1; level += 1) {
    const neighbour = at % 2 === 0 ? at + 1 : at - 1
    if (neighbour < count) found.push({ level, position: neighbour, side: at % 2 === 0 ? 'R' : 'L' })
    at = Math.floor(at / 2)
    count = Math.ceil(count / 2)
  }
  return found
}

function sha256(lines: readonly string[]): Buffer {
  return createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest()
}
