import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { propertySeed } from '../../../tests/harness/seed.ts'
import { startTronTestChain, type TronTestChain } from '../../../tests/harness/tron-chain.ts'
import { NodeAnswerError, NodeUnavailable } from '../node-errors.ts'
import type { ChainTransfer } from '../types.ts'
import { addressOfEvm } from './address.ts'
import { askAccount } from './ask-account.ts'
import { simulateCall } from './ask-contract.ts'
import { askInfo } from './ask-infos.ts'
import { balanceCall } from './call-data.ts'
import { type FaultyTronNode, HANG_UP, startFaultyTronNode } from './faulty-node.fixture.ts'
import { connectTronChain, type TronChain } from './tron-chain.ts'

const RECEIVER = addressOfEvm(`0x${'c'.repeat(40)}`)

let node: TronTestChain
let faulty: FaultyTronNode
let chain: TronChain
let tokenTransfer: string
beforeAll(async () => {
  node = await startTronTestChain()
  faulty = await startFaultyTronNode(node.url)
  chain = connectTronChain({ ...node.config, rpcUrls: [faulty.url] })
  await node.sendCoin(RECEIVER, 5_000_000n)
  tokenTransfer = await node.sendToken('USDT', RECEIVER, 9n)
  await node.mine()
  await node.mine(2)
})
afterAll(async () => {
  await faulty.close()
  await node.stop()
})

const DAMAGES = ['REMOVED', 'EMPTY', 'OTHER_DIGIT', 'OTHER_TYPE'] as const

/** The same answer with one leaf, the `position`-th, damaged. */
function damageLeaf(answer: Answer, position: number, damage: (typeof DAMAGES)[number]): Answer {
  const leaves: { holder: Answer; key: string | number }[] = []
  const walk = (holder: Answer, key: string | number) => {
    const value = holder[key]
    if (typeof value !== 'object' || value === null) leaves.push({ holder, key })
    else for (const inner of Object.keys(value)) walk(value, inner)
  }
  const root = { answer: structuredClone(answer) }
  walk(root, 'answer')
  const leaf = leaves[position % Math.max(leaves.length, 1)]
  if (leaf === undefined) return answer
  const { holder, key } = leaf
  const value = holder[key]
  if (damage === 'REMOVED') delete holder[key]
  else if (damage === 'EMPTY') holder[key] = typeof value === 'number' ? 0 : ''
  else if (damage === 'OTHER_TYPE') holder[key] = typeof value === 'number' ? String(value) : 7
  else if (typeof value === 'number') holder[key] = value + 1
  else if (typeof value === 'string') {
    const at = position % Math.max(value.length, 1)
    holder[key] = value.slice(0, at) + (value[at] === '1' ? '2' : '1') + value.slice(at + 1)
  }
  return root.answer
}

// biome-ignore lint/suspicious/noExplicitAny: answers of nodes are bent here in every way.
type Answer = any

/** Changes the answers to one call. */
function bend(wanted: string, change: (answer: Answer) => Answer): void {
  faulty.misbehave(async ({ call }, ask) => {
    const answer = await ask()
    return call === wanted ? (change(answer) ?? answer) : answer
  })
}

async function readTop(): Promise<readonly ChainTransfer[]> {
  const head = BigInt(await node.height())
  const read = await chain.blocks.read({
    from: head - 2n,
    to: head,
    tokens: [],
    findOurs: async (addresses) => new Set(addresses.filter((one) => one === RECEIVER)),
  })
  return read.transfers
}

const BLOCKS = 'wallet/getblockbylimitnext'
const INFOS = 'wallet/gettransactioninfobyblocknum'
const filled = (blocks: Answer[]) => blocks.find((block) => block.transactions !== undefined)
const withLog = (infos: Answer[]) => infos.find((info) => info.log !== undefined)

test('an honest node shows both transfers', async () => {
  faulty.misbehave(null)
  expect((await readTop()).map(({ amount }) => amount)).toEqual([5_000_000n, 9n])
})

describe('nothing is read of blocks about which the node lies', () => {
  test.each<[string, string, (answer: Answer) => Answer]>([
    [
      'another time in a header',
      BLOCKS,
      ({ block }) => {
        block[0].block_header.raw_data.timestamp += 1
      },
    ],
    [
      'another parent',
      BLOCKS,
      ({ block }) => {
        block[1].block_header.raw_data.parentHash = '00'.repeat(32)
      },
    ],
    [
      'another root',
      BLOCKS,
      ({ block }) => {
        block[0].block_header.raw_data.txTrieRoot = '11'.repeat(32)
      },
    ],
    [
      'another id',
      BLOCKS,
      ({ block }) => {
        block[0].blockID = `${block[0].blockID.slice(0, 63)}${block[0].blockID.endsWith('0') ? '1' : '0'}`
      },
    ],
    ['a block left out', BLOCKS, ({ block }) => void block.splice(1, 1)],
    ['the last block left out', BLOCKS, ({ block }) => void block.pop()],
    ['blocks in another order', BLOCKS, ({ block }) => void block.reverse()],
    [
      'a block twice',
      BLOCKS,
      ({ block }) => {
        block[1] = block[0]
      },
    ],
    ['no blocks', BLOCKS, () => ({})],
    [
      'a transaction of other bytes',
      BLOCKS,
      ({ block }) => {
        filled(block).transactions[0].raw_data_hex += '00'
      },
    ],
    ['a transaction left out', BLOCKS, ({ block }) => void filled(block).transactions.pop()],
    [
      'a transaction twice',
      BLOCKS,
      ({ block }) => void filled(block).transactions.push(filled(block).transactions[0]),
    ],
    [
      'a failure that was none',
      BLOCKS,
      ({ block }) => {
        filled(block).transactions[0].ret[0].contractRet = 'REVERT'
      },
    ],
    ['an info left out', INFOS, (infos) => void infos.pop()],
    ['no infos', INFOS, (infos) => (infos.length > 0 ? [] : infos)],
    ['infos of another block', INFOS, (infos) => infos.map((info: Answer) => ({ ...info, blockNumber: 1 }))],
    [
      'an info of another transaction',
      INFOS,
      (infos) => infos.map((info: Answer) => ({ ...info, id: '22'.repeat(32) })),
    ],
    [
      'a log left out',
      INFOS,
      (infos) => {
        if (withLog(infos) !== undefined) delete withLog(infos).log
      },
    ],
    [
      'a log of another receiver',
      INFOS,
      (infos) => {
        if (withLog(infos) !== undefined)
          withLog(infos).log[0].topics[2] = `${'0'.repeat(24)}${'d'.repeat(40)}`
      },
    ],
    [
      'a log of another contract',
      INFOS,
      (infos) => {
        if (withLog(infos) !== undefined) withLog(infos).log[0].address = 'd'.repeat(40)
      },
    ],
    [
      'an end that is not that of the block',
      INFOS,
      (infos) => {
        if (withLog(infos) !== undefined) withLog(infos).receipt.result = 'REVERT'
      },
    ],
    ['no list', INFOS, () => ({ list: [] })],
  ])('%s', async (_what, call, change) => {
    bend(call, change)
    await expect(readTop()).rejects.toThrow(NodeAnswerError)
    faulty.misbehave(null)
    expect(await readTop()).toHaveLength(2)
  })
})

test('one changed place in its answers never hides, invents, redirects or enlarges a transfer', async () => {
  faulty.misbehave(null)
  const honest = await readTop()
  const asked = fc.tuple(fc.constantFrom(BLOCKS, INFOS), fc.nat(), fc.constantFrom(...DAMAGES))
  await fc.assert(
    fc.asyncProperty(asked, async ([call, position, damage]) => {
      bend(call, (answer) => damageLeaf(answer, position, damage))
      const read = await readTop().catch((error: unknown) => {
        expect(error).toBeInstanceOf(NodeUnavailable)
        return null
      })
      if (read === null) return
      expect(read).toHaveLength(honest.length)
      for (const [index, transfer] of read.entries()) {
        const { amount = 0n, ...rest } = honest[index] ?? {}
        expect(transfer).toMatchObject(rest)
        expect(transfer.amount).toBeLessThanOrEqual(amount)
      }
    }),
    { seed: propertySeed('tron node that changes one place'), numRuns: 300 },
  )
})

describe('a node that does not answer is unavailable, and what it says does not pass for an answer', () => {
  test.each<[string, unknown]>([
    ['a broken connection', HANG_UP],
    ['status 500', null],
    ['no JSON', '<html>'],
    ['half of an answer', '{"block":'],
    ['an empty answer', ''],
    ['blanks', ' \n'],
    ['an error of the node', { Error: 'class java.lang.NullPointerException : null' }],
    ['a refusal of the provider', { code: '-32005', message: 'limit' }],
    ['a list', []],
    ['null', 'null'],
  ])('%s', async (_what, answer) => {
    faulty.misbehave(async () => answer)
    await expect(chain.blocks.head()).rejects.toThrow(NodeUnavailable)
    await expect(chain.blocks.ref(3n)).rejects.toThrow(NodeUnavailable)
    await expect(chain.state.coin(RECEIVER)).rejects.toThrow(NodeUnavailable)
    await expect(chain.state.tokens(RECEIVER, [{ chain: 'TRON', address: RECEIVER }])).rejects.toThrow(
      NodeUnavailable,
    )
  })
})

test('a node that answers about another block, account or transaction is not believed', async () => {
  bend('wallet/getblock', () => undefined)
  const other = await fetch(`${node.url}/wallet/getblock`, { method: 'POST', body: '{"detail":false}' })
  const newest = await other.json()
  bend('wallet/getblock', () => newest)
  await expect(chain.blocks.ref(3n)).rejects.toThrow(NodeAnswerError)
  bend('wallet/getaccount', (answer) => ({ ...answer, address: `41${'e'.repeat(40)}` }))
  await expect(chain.state.coin(RECEIVER)).rejects.toThrow(NodeAnswerError)
  bend('wallet/gettransactioninfobyid', (answer) => ({ ...answer, id: '33'.repeat(32) }))
  await expect(chain.client.ask((one) => askInfo(one, tokenTransfer))).rejects.toThrow(NodeAnswerError)
})

test('a number beyond the head is no block, however the node says so', async () => {
  const head = BigInt(await node.height())
  faulty.misbehave(async ({ call, body }, ask) =>
    call === 'wallet/getblock' && Number(body.id_or_num ?? 0) > head
      ? { Error: `num must be between 0 and ${head}` }
      : ask(),
  )
  expect(await chain.blocks.ref(head + 1n)).toBeNull()
  faulty.misbehave(async ({ body }, ask) => (body.id_or_num === undefined ? ask() : { Error: 'busy' }))
  await expect(chain.blocks.ref(head)).rejects.toThrow(NodeUnavailable)
})

test.each([
  ['REVERT opcode executed', { result: true, message: 'REVERT opcode executed' }, 'REVERTED'],
  ['no contract', { code: 'CONTRACT_VALIDATE_ERROR', message: 'No contract' }, 'REVERTED'],
  [
    'an assertion of an old contract',
    {
      code: 'OTHER_ERROR',
      message:
        'class org.tron.core.vm.program.Program$IllegalOperationException : Invalid operation code: opCode[fe];',
    },
    'REVERTED',
  ],
  [
    'a node without time',
    {
      code: 'OTHER_ERROR',
      message: 'class org.tron.core.vm.program.Program$OutOfTimeException : CPU timeout',
    },
    null,
  ],
  [
    'a node that fails',
    { code: 'OTHER_ERROR', message: 'class java.lang.NullPointerException : null' },
    null,
  ],
  ['a busy node', { code: 'SERVER_BUSY' }, null],
  [
    'a node that runs no calls',
    { code: 'CONTRACT_VALIDATE_ERROR', message: 'this node does not support constant' },
    null,
  ],
])('what a call would do: %s is told apart from the node failing', async (_what, result, kind) => {
  const message = 'message' in result ? { message: Buffer.from(result.message).toString('hex') } : {}
  bend('wallet/triggerconstantcontract', (answer) => ({ ...answer, result: { ...result, ...message } }))
  const question = chain.client.ask((one) =>
    simulateCall(one, { owner: RECEIVER, contract: node.token('USDT').address, data: balanceCall(RECEIVER) }),
  )
  if (kind === null) await expect(question).rejects.toThrow(NodeUnavailable)
  else expect((await question).kind).toBe(kind)
})

test('sums beyond what a float holds are read exactly', async () => {
  faulty.misbehave(async ({ call }, ask) =>
    call === 'wallet/getaccount'
      ? JSON.stringify(await ask()).replace('"balance":5000000', '"balance":9007199254740993')
      : ask(),
  )
  expect(await chain.state.coin(RECEIVER)).toBe(9_007_199_254_740_993n)
  for (const wrong of ['1.5', '-1', '"5"', '1e400', 'true']) {
    faulty.misbehave(async (_call, ask) =>
      JSON.stringify(await ask()).replace('"balance":5000000', `"balance":${wrong}`),
    )
    await expect(
      chain.client.ask((one) => askAccount(one, RECEIVER)),
      wrong,
    ).rejects.toThrow(NodeAnswerError)
  }
})

test('coin that contracts sent is a deposit, what stake opcodes lend and what was rejected is none', async () => {
  const word = (text: string) => Buffer.from(text).toString('hex')
  const internal = (note: string, callValueInfo: object[], more: object = {}) => ({
    hash: '44'.repeat(32),
    caller_address: `41${'a'.repeat(40)}`,
    transferTo_address: `41${'c'.repeat(40)}`,
    callValueInfo,
    note: word(note),
    ...more,
  })
  bend(INFOS, (infos) => {
    if (withLog(infos) === undefined) return
    withLog(infos).internal_transactions = [
      internal('call', [{}]),
      internal('call', [{ callValue: 11 }]),
      internal('call', [{ callValue: 12 }], { rejected: true }),
      internal('delegateResourceOfEnergy', [{ callValue: 13 }]),
      internal('call', [{ callValue: 14, tokenId: '1002000' }]),
      internal('suicide', [{ callValue: 15 }]),
      internal('call', [{ callValue: 16 }, { callValue: 17, tokenId: '1002000' }]),
      internal('call', [{ callValue: 18 }], { transferTo_address: `41${'a'.repeat(40)}` }),
      internal('call', [{ callValue: 19 }], { transferTo_address: '' }),
    ]
  })
  const coin = (await readTop()).filter(({ txHash, logIndex }) => txHash === tokenTransfer && logIndex < 0)
  expect(coin.map(({ logIndex, amount, to }) => [logIndex, amount, to])).toEqual([
    [-3, 11n, RECEIVER],
    [-7, 15n, RECEIVER],
    [-8, 16n, RECEIVER],
  ])
})
