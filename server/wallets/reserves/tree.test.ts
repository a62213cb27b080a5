import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTree, EMPTY_ROOT, leafHash, neighbours, type SumNode } from './tree.ts'

const show = (sum: bigint) => String(sum)
const leaf = (walletId: string, balance: bigint): SumNode => ({
  sum: balance,
  hash: leafHash(
    { date: '2026-01-01', chain: 'C', tokenAddress: 'T', walletId, balance, salt: Buffer.alloc(32) },
    show,
  ),
})

const leaves = fc.array(fc.bigInt({ min: 0n, max: 10n ** 30n }), { minLength: 1, maxLength: 70 })

test('the root is the sum of all leaves, and every leaf finds its way to it', () => {
  fc.assert(
    fc.property(leaves, (balances) => {
      const nodes = balances.map((balance, index) => leaf(`wallet ${index}`, balance))
      const tree = buildTree(nodes, show)
      const root = tree.at(-1)?.[0]
      expect(tree.at(-1)).toHaveLength(1)
      expect(root?.sum).toBe(balances.reduce((sum, balance) => sum + balance, 0n))
      for (const [index, node] of nodes.entries()) {
        const way = neighbours(index, nodes.length).map(({ level, position, side }) => {
          const neighbour = tree[level]?.[position]
          if (neighbour === undefined) throw new Error('a neighbour that is not there')
          return { neighbour, side }
        })
        // A tree of two for each step: the way leads to the root without the rest of the leaves.
        const end = way.reduce(
          (at, { neighbour, side }) =>
            buildTree(side === 'L' ? [neighbour, at] : [at, neighbour], show)[1]?.[0] ?? at,
          node,
        )
        expect(end).toEqual(root)
      }
    }),
  )
})

test('one unit more or less in one leaf gives another root', () => {
  fc.assert(
    fc.property(leaves, fc.nat(), (balances, pick) => {
      const changed = pick % balances.length
      const rootOf = (own: readonly bigint[]) =>
        buildTree(
          own.map((balance, index) => leaf(`wallet ${index}`, balance)),
          show,
        ).at(-1)?.[0]?.hash
      expect(rootOf(balances.with(changed, (balances[changed] ?? 0n) + 1n))).not.toEqual(rootOf(balances))
    }),
  )
})

test('nobody with a balance has a root of its own', () => {
  expect(buildTree([], show)).toEqual([[EMPTY_ROOT]])
})
