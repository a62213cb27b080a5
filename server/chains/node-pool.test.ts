import { expect, test } from 'vitest'
import { NodeUnavailable } from './node-errors.ts'
import { createNodePool, OtherChainError } from './node-pool.ts'

/** What a node of these tests says; changed while it runs. */
interface Says {
  head: bigint
  fork?: string
  away?: boolean
  otherChain?: boolean
}

function startPool(...says: Says[]) {
  let nowMs = 1_000_000
  const nodes = says.map((node, index) => ({ name: `node${index}`, says: node }))
  type TestNode = (typeof nodes)[number]
  const demandThere = ({ says: { away } }: TestNode) => {
    if (away === true) throw new NodeUnavailable('away')
  }
  const pool = createNodePool<TestNode>({
    chain: 'TEST',
    nodes,
    async askHead(node) {
      demandThere(node)
      if (node.says.otherChain === true) throw new OtherChainError('it serves chain 7, not 1')
      return node.says.head
    },
    async askHash({ says: { head, fork = 'a' } }, number) {
      return number > head ? null : `${fork}${number}`
    },
    judge: (error) => (error instanceof NodeUnavailable ? 'DOWN' : 'ANSWER'),
    lookEveryMs: 1_000,
    nowMs: () => nowMs,
  })
  const who = (node: TestNode) => Promise.resolve(node.name)
  const whoIfThere = async (node: TestNode) => {
    demandThere(node)
    return node.name
  }
  return {
    pool,
    who: () => pool.ask(whoIfThere),
    all: () => pool.askAll(who),
    states: () => pool.health().map(({ state }) => state),
    /** Time goes by, and the nodes are looked at. */
    async pass(ms: number) {
      nowMs += ms
      await pool.ask(whoIfThere).catch(() => null)
      // Looks go on beside the question: they end with the steps that are waiting now.
      await new Promise((looked) => setImmediate(looked))
    },
  }
}

test('the first node is asked while it is well, and the next one when it is away; it is asked again when it is back', async () => {
  const first: Says = { head: 10n }
  const { who, pass, states } = startPool(first, { head: 10n })
  expect(await who()).toBe('node0')
  first.away = true
  expect(await who()).toBe('node1')
  expect(states()).toEqual(['DOWN', 'UP'])
  first.away = false
  await pass(1_000)
  expect(await who()).toBe('node1')
  await pass(10_000)
  expect(await who()).toBe('node0')
  expect(states()).toEqual(['UP', 'UP'])
})

test('a node that is more than three blocks behind is not asked while another is there, and has its say all the same', async () => {
  const late: Says = { head: 100n }
  const { who, all, pass, states } = startPool(late, { head: 103n })
  expect(await who()).toBe('node0')
  late.head = 99n
  await pass(1_000)
  expect(states()).toEqual(['LAGGING', 'UP'])
  expect(await who()).toBe('node1')
  expect(await all()).toEqual(['node1', 'node0'].toSorted())
})

test('a late node that stands still for a minute has no say any more: what all must agree to goes on', async () => {
  const living: Says = { head: 110n }
  const { all, pass, states } = startPool({ head: 100n }, living)
  await pass(1_000)
  expect(await all()).toEqual(['node0', 'node1'])
  for (let second = 0; second < 65; second += 1) {
    living.head += 1n
    await pass(1_000)
  }
  expect(states()).toEqual(['DOWN', 'UP'])
  expect(await all()).toEqual(['node1'])
})

test('a node with another final block than the one that is kept is not believed for ten minutes', async () => {
  const liar: Says = { head: 500n, fork: 'b' }
  const { pool, who, all, pass, states } = startPool(liar, { head: 100n })
  await who()
  pool.keep({ number: 90n, hash: 'a90' })
  await pass(1_000)
  expect(states()).toEqual(['LYING', 'UP'])
  expect(await who()).toBe('node1')
  expect(await all()).toEqual(['node1'])
  liar.fork = 'a'
  liar.head = 100n
  await pass(60_000)
  expect(states()[0]).toBe('LYING')
  await pass(600_000)
  await pass(1_000)
  expect(states()).toEqual(['UP', 'UP'])
})

test('while the others are away, one that contradicts the kept block is not believed either', async () => {
  const honest: Says = { head: 100n }
  const { pool, who, pass } = startPool({ head: 100n, fork: 'b' }, honest)
  await who()
  pool.keep({ number: 90n, hash: 'a90' })
  honest.away = true
  await pass(1_000)
  await pass(1_000)
  await expect(who()).rejects.toThrow(NodeUnavailable)
  await expect(pool.askAll(async () => 1)).rejects.toThrow(/no node of TEST can be believed/)
})

test('when every node has another final block the chain was rewritten, and they are believed', async () => {
  const [one, two]: [Says, Says] = [{ head: 100n }, { head: 100n }]
  const { pool, who, pass, states } = startPool(one, two)
  await who()
  pool.keep({ number: 90n, hash: 'a90' })
  await pass(1_000)
  one.fork = 'b'
  two.fork = 'b'
  await pass(1_000)
  await pass(1_000)
  expect(states()).toEqual(['UP', 'UP'])
})

test('a node of another chain is never asked', async () => {
  const { who, states } = startPool({ head: 100n, otherChain: true }, { head: 5n })
  expect(await who()).toBe('node1')
  expect(states()).toEqual(['LYING', 'UP'])
})

test('an answer that any node would give is not asked for twice', async () => {
  const { pool } = startPool({ head: 1n }, { head: 1n })
  const asked: string[] = []
  const question = async ({ name }: { name: string }) => {
    asked.push(name)
    throw new Error('execution reverted')
  }
  await expect(pool.ask(question)).rejects.toThrow('execution reverted')
  expect(asked).toEqual(['node0'])
})

test('what is told to all counts as told when one takes it', async () => {
  const { pool } = startPool({ head: 1n }, { head: 1n })
  const told: string[] = []
  const answer = await pool.tell(async ({ name }) => {
    told.push(name)
    if (name === 'node0') throw new Error('already known')
    return 'taken'
  })
  expect([answer, told]).toEqual(['taken', ['node0', 'node1']])
})

test('health names hosts alone, and two of one host apart; nothing is said of nodes that nobody asked', async () => {
  const says: Says = { head: 1n }
  const pool = createNodePool({
    chain: 'TEST',
    nodes: [{ name: 'rpc.example' }, { name: 'rpc.example' }],
    askHead: async () => says.head,
    askHash: async () => null,
    judge: () => 'NEXT',
    lookEveryMs: 1_000,
  })
  expect(pool.health()).toEqual([])
  await pool.ask(async () => null)
  expect(pool.health().map(({ name }) => name)).toEqual(['rpc.example', 'rpc.example (2)'])
})
