/**
 * How the watcher's time and memory depend on the number of deposit addresses: 1,000,000 beside 1,000, in the same run, over the same
 * blocks. A far-side node of its own process serves blocks of 2,000 Transfer logs, one in a hundred to an address of ours.
 * `npm run bench:watcher`; DATABASE_URL or HOLDFAST_TEST_POSTGRES names the server, else one is started.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { pino } from 'pino'
import { bloomBits } from '../server/chains/evm/bloom.ts'
import { connectEvmChain, type EvmChain } from '../server/chains/evm/client.ts'
import { TRANSFER_TOPIC } from '../server/chains/evm/transfer-logs.ts'
import { createTokens } from '../server/chains/tokens.ts'
import { watchOnce } from '../server/chains/watcher.ts'
import { createDeposits } from '../server/deposits/create-deposits.ts'
import type { DepositProduct } from '../server/deposits/types.ts'
import { wallClock } from '../server/kernel/clock.ts'
import type { EvmChainConfig } from '../server/kernel/config.ts'
import { type Database, openDatabase } from '../server/kernel/database.ts'
import { newId } from '../server/kernel/ids.ts'
import { withScratchDatabase } from './scratch.ts'

const LOGS_PER_BLOCK = 2_000
const OURS_EVERY = 100
const CATCH_UP_BLOCKS = 100
const TIP_BLOCKS = 50
const FEW = 1_000
const MANY = Number(process.env.ADDRESSES ?? 1_000_000)
const TOKEN = '0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'
const DECIMALS_CALL = '0x313ce567'

if (process.send === undefined) await main()
else await serveNode()

async function main(): Promise<void> {
  const child = fork(import.meta.filename)
  const [nodeUrl] = await new Promise<[string]>((resolve) =>
    child.once('message', (url) => resolve([String(url)])),
  )
  try {
    console.log(`blocks of ${LOGS_PER_BLOCK} Transfer logs, one in ${OURS_EVERY} ours`)
    console.log(
      'addresses   catch-up ms/block   at the tip ms/block   µs/log   own CPU µs/log   RSS MB (most)   deposits',
    )
    const few = await runWith(nodeUrl, FEW)
    const many = await runWith(nodeUrl, MANY)
    console.log(
      `ratio       ${(many.catchUpMs / few.catchUpMs).toFixed(2).padEnd(17)}   ${(many.tipMs / few.tipMs).toFixed(2).padEnd(19)}   ${(many.catchUpMs / few.catchUpMs).toFixed(2).padEnd(6)}   ${(many.cpuUs / few.cpuUs).toFixed(2).padEnd(14)}   ${(many.rssMb / few.rssMb).toFixed(2)}`,
    )
  } finally {
    child.kill()
  }
}

interface Figures {
  readonly catchUpMs: number
  readonly tipMs: number
  readonly cpuUs: number
  readonly rssMb: number
}

async function runWith(nodeUrl: string, addresses: number): Promise<Figures> {
  return withDatabase(async (db) => {
    await openAddresses(db, addresses)
    const chain = connectEvmChain(chainConfig(nodeUrl))
    const step = await watching(db, chain)
    await ask(nodeUrl, 'bench_prepare', [addresses, CATCH_UP_BLOCKS + TIP_BLOCKS])
    await ask(nodeUrl, 'bench_head', [0])
    await drain(step)
    let rss = 0
    const sampling = setInterval(() => {
      rss = Math.max(rss, process.memoryUsage.rss())
    }, 20)
    const cpuBefore = process.cpuUsage()
    const catchUpMs = await timed(async () => {
      await ask(nodeUrl, 'bench_head', [CATCH_UP_BLOCKS])
      await drain(step)
    })
    const cpu = process.cpuUsage(cpuBefore)
    const tipMs = await timed(async () => {
      for (let block = 1; block <= TIP_BLOCKS; block += 1) {
        await ask(nodeUrl, 'bench_head', [CATCH_UP_BLOCKS + block])
        await drain(step)
      }
    })
    clearInterval(sampling)
    const figures = {
      catchUpMs: catchUpMs / CATCH_UP_BLOCKS,
      tipMs: tipMs / TIP_BLOCKS,
      cpuUs: (cpu.user + cpu.system) / (CATCH_UP_BLOCKS * LOGS_PER_BLOCK),
      rssMb: rss / 2 ** 20,
    }
    const { count } = await db
      .selectFrom('deposits')
      .select((query) => query.fn.countAll<bigint>().as('count'))
      .executeTakeFirstOrThrow()
    console.log(
      `${String(addresses).padEnd(9)}   ${figures.catchUpMs.toFixed(1).padEnd(17)}   ${figures.tipMs.toFixed(1).padEnd(19)}   ${((figures.catchUpMs * 1000) / LOGS_PER_BLOCK).toFixed(1).padEnd(6)}   ${figures.cpuUs.toFixed(1).padEnd(14)}   ${figures.rssMb.toFixed(0).padEnd(13)}   ${count}`,
    )
    return figures
  })
}

async function watching(db: Database, chain: EvmChain): Promise<() => Promise<boolean>> {
  const tokens = await createTokens(db, [chain])
  const log = pino({ level: 'silent' })
  const product: DepositProduct = {
    books: { holding: 'HOLDING', unswept: 'UNSWEPT', uncredited: 'UNCREDITED', company: 'EQUITY' },
    minimumMicroUsd: 1_000_000n,
    accepts: () => true,
    holdingTakesDeposits: false,
    detected: async () => {},
    credit: async () => {},
    revert: async () => {},
  }
  const { sink } = createDeposits({
    db,
    chains: [chain],
    tokens,
    clock: wallClock,
    log,
    products: new Map([['virtual_wallets', product]]),
  })
  return () => watchOnce({ db, chain, tokens, sink, log })
}

async function drain(step: () => Promise<boolean>): Promise<void> {
  while (await step()) {
    // until there is nothing more to read
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

function chainConfig(url: string): EvmChainConfig {
  return {
    family: 'EVM',
    name: 'POLYGON',
    rpcUrls: [url],
    chainId: 137,
    creditConfirmations: 1,
    finalConfirmations: 10_000,
    defaultTokens: [{ symbol: 'USDC', address: TOKEN }],
    nativeSymbol: 'POL',
    nativeName: 'Polygon Ecosystem Token',
    nativeDecimals: 18,
    coinUsd: '1',
    nativeAddress: '0x0000000000000000000000000000000000001010',
    explorerUrl: null,
    pollMs: 1000,
    replaceAfterMs: 30_000,
    maxFeePerGas: 1n,
    sweepTipPercent: 100,
  }
}

/** The n-th address of ours, or of a stranger. */
function addressAt(n: number, whose: 'ours' | 'strangers'): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(whose === 'ours' ? n : -1 - n))
  return createHash('sha256').update(bytes).digest('hex').slice(0, 40)
}

async function openAddresses(db: Database, count: number): Promise<void> {
  await sql`
    INSERT INTO address_directory (chain, address, company_id, product, kind, wallet_id, key_path)
    SELECT 'POLYGON', '0x' || encode(substring(sha256(int8send(n)) FROM 1 FOR 20), 'hex'), ${newId()}, 'virtual_wallets', 'DEPOSIT',
      gen_random_uuid(), 'm/' || n
    FROM generate_series(0::bigint, ${count - 1}::bigint) n`.execute(db)
  await sql`ANALYZE address_directory`.execute(db)
}

/** The database of one run. */
function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  return withScratchDatabase(async (url) => {
    const db = openDatabase({ url, poolSizeMax: 4, statementTimeoutMs: 0, onError: () => {} })
    try {
      return await work(db)
    } finally {
      await db.destroy()
    }
  })
}

async function ask(url: string, method: string, params: unknown[]): Promise<void> {
  await fetch(url, { method: 'POST', body: JSON.stringify({ id: 1, method, params }) })
}

// ---- the node: a process of its own, so that its memory is not ours

/** Makes all answers before the clock runs, so that the figures are the watcher's and not this node's. */
async function serveNode(): Promise<void> {
  let head = 0
  let logs: string[] = []
  const answer = (method: string, params: unknown[]): string => {
    const [first, second] = params
    switch (method) {
      case 'bench_prepare':
        logs = Array.from({ length: Number(second) + 1 }, (_, number) => logsOf(number, Number(first)))
        return 'true'
      case 'bench_head':
        head = Number(first)
        return 'true'
      case 'eth_chainId':
        return '"0x89"'
      case 'eth_blockNumber':
        return `"${hex(head)}"`
      case 'eth_call':
        return `"${word((first as { data: string }).data === DECIMALS_CALL ? '6' : '0')}"`
      case 'eth_getBlockByNumber':
        return JSON.stringify(block(Number(first)))
      case 'eth_getLogs': {
        const { fromBlock, toBlock } = first as { fromBlock: string; toBlock: string }
        return `[${logs.slice(Number(fromBlock), Number(toBlock) + 1).join(',')}]`
      }
      default:
        return 'null'
    }
  }
  const server = createServer(async (request, response) => {
    const { id, method, params = [] } = JSON.parse(await text(request))
    response.end(`{"jsonrpc":"2.0","id":${id},"result":${answer(method, params)}}`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const hex = (number: number) => `0x${number.toString(16)}`
const hashOf = (kind: string, number: number) =>
  `0x${createHash('sha256').update(`${kind}${number}`).digest('hex')}`
const word = (digits: string) => `0x${digits.padStart(64, '0')}`

function block(number: number): unknown {
  let bloom = 0n
  for (const item of [TOKEN, TRANSFER_TOPIC] as const)
    for (const bit of bloomBits(item)) bloom |= 1n << BigInt(bit)
  return {
    number: hex(number),
    hash: hashOf('block', number),
    parentHash: hashOf('block', number - 1),
    logsBloom: `0x${bloom.toString(16).padStart(512, '0')}`,
    transactions: [],
  }
}

/** Comma-joined JSON. */
function logsOf(number: number, addresses: number): string {
  const logs = Array.from({ length: LOGS_PER_BLOCK }, (_, index) => {
    const n = number * LOGS_PER_BLOCK + index
    const to =
      index % OURS_EVERY === 0 ? addressAt((n * 7919) % addresses, 'ours') : addressAt(n, 'strangers')
    return {
      address: TOKEN,
      topics: [TRANSFER_TOPIC, word(addressAt(n + 1, 'strangers')), word(to)],
      data: word('f4240'),
      blockNumber: hex(number),
      blockHash: hashOf('block', number),
      transactionHash: hashOf('transaction', n),
      logIndex: hex(index),
      removed: false,
    }
  })
  return logs.map((log) => JSON.stringify(log)).join(',')
}
