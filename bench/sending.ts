/**
 * 1,000 Treasury transfers of one wallet per chain, ordered at once over HTTP, while the platform's process is killed (kill -9) five
 * times at random moments and started again; beside as many transfers of one key that viem or tronweb gives straight to the node.
 * Afterwards the chain is asked: every receiver must have been paid once. `npm run bench:sending`; DATABASE_URL or
 * HOLDFAST_TEST_POSTGRES names the server, else one is started. CHAINS, TRANSFERS, KILLS (0: undisturbed), CALLERS and
 * HOLDFAST_TEST_SEED change the run.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SandboxChain } from '../sandbox/chains/sandbox-chain.ts'
import { becomes } from '../sandbox/processes.ts'
import { type Database, openDatabase } from '../server/kernel/database.ts'
import { inParallel } from '../server/kernel/in-parallel.ts'
import { propertySeed, seededRandom } from '../tests/harness/seed.ts'
import { call } from '../tests/harness/wire.ts'
import { withScratchDatabase } from './scratch.ts'
import { CONCURRENCY, type Ground, groundOf } from './sending/ground.ts'
import { AMOUNT, type Paid, type Payer, payAll } from './sending/pay-all.ts'
import { type SendingWorld, withSendingWorld } from './sending/world.ts'

const CHAINS = (process.env.CHAINS ?? 'POLYGON,BSC,TRON').split(',')
const TRANSFERS = Number(process.env.TRANSFERS ?? 1_000)
const KILLS = Number(process.env.KILLS ?? 5)
const CALLERS = Number(process.env.CALLERS ?? 64)
const MAIN = new URL('../server/main.ts', import.meta.url).pathname
const WAIT_MS_MAX = 120_000

await withScratchDatabase(async (url) => {
  const db = openDatabase({ url, poolSizeMax: 5, statementTimeoutMs: 60_000, onError: () => {} })
  try {
    const random = seededRandom(propertySeed('sending'))
    await withSendingWorld(url, db, CHAINS, async (world) => {
      const final = Number(world.settings[`HOLDFAST_${CHAINS[0]}_FINAL_CONFIRMATIONS`])
      console.log(
        `${TRANSFERS} transfers a line, ${CALLERS} callers at once; the chains make a block a second, final after ${final}`,
      )
      console.log(
        'mined, final: seconds from the first call; transactions: of the payer, as the chain has them\n',
      )
      console.log(
        'chain    what                       mined s  final s  transfers/s  ratio  blocks  transactions  kills  down s  calls repeated  double  lost',
      )
      for (const chain of world.chains) await measureChain(db, world, chain, final, random)
      console.log(`\n${await verify(world)}`)
    })
  } finally {
    await db.destroy()
  }
})

async function measureChain(
  db: Database,
  world: SendingWorld,
  chain: SandboxChain,
  final: number,
  random: () => number,
): Promise<void> {
  const ground = groundOf(chain)
  const plain = await pushPlainly(chain, ground, final)
  print(chain, `${ground.client} alone, one key`, plain, plain)
  const killAt = Array.from({ length: KILLS }, () => 1 + Math.floor(random() * (TRANSFERS - 1)))
  const payer = await openPayer(world, chain, ground)
  const receivers = Array.from({ length: TRANSFERS }, ground.freshAddress)
  const paid = await payAll({
    db,
    chain,
    ground,
    platform: world.platform,
    payer,
    receivers,
    killAt: killAt.sort((a, b) => a - b),
    callers: CALLERS,
  })
  const checked = await check(chain, ground, payer, receivers)
  print(chain, `Holdfast, killed ${KILLS} times`, { ...paid, kills: KILLS, ...checked }, plain)
}

interface Figures extends Paid, Checked {
  readonly kills: number
}

/** The reference: as many transfers to as many receivers, as fast as the client and the node can. */
async function pushPlainly(chain: SandboxChain, ground: Ground, final: number): Promise<Figures> {
  const sender = ground.plainSender()
  const receivers = Array.from({ length: TRANSFERS }, ground.freshAddress)
  await chain.give({
    to: sender.address,
    units: 100_000n * 10n ** BigInt(chain.local.coinDecimals),
    token: null,
  })
  await fund(chain, ground, sender.address)
  const inBlocks = ground.transactionsOf(sender.address)
  const height = await ground.height()
  const begin = performance.now()
  const pushed = sender.push(receivers, AMOUNT * unitOf(chain))
  const isMined = async () => (await inBlocks()) >= TRANSFERS
  const [mined] = await Promise.all([becomes(isMined, WAIT_MS_MAX), pushed])
  if (!mined) throw new Error(`${ground.client} could not push all`)
  const minedMs = performance.now() - begin
  const last = await ground.height()
  await becomes(async () => (await ground.height()) >= last + final - 1, WAIT_MS_MAX)
  const finalMs = performance.now() - begin
  const checked = await check(chain, ground, { address: sender.address }, receivers)
  return { minedMs, finalMs, blocks: last - height, repeated: 0, downMs: 0, kills: 0, ...checked }
}

/** Twice what it will pay. */
async function fund(chain: SandboxChain, ground: Ground, to: string): Promise<void> {
  const units = 2n * BigInt(TRANSFERS) * AMOUNT * unitOf(chain)
  await chain.give({ to, units, token: chain.tokens[0]?.address ?? '' })
  if (!(await becomes(async () => (await ground.tokenBalance(to)) === units, WAIT_MS_MAX)))
    throw new Error(`${to} could not be funded`)
}

async function openPayer({ platform }: SendingWorld, chain: SandboxChain, ground: Ground): Promise<Payer> {
  const post = async (path: string, body: object) => {
    const reply = await call(platform.url, platform.apiKey, 'POST', path, body)
    if (reply.status !== 200) throw new Error(`${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const account = await post('/mpc/accounts/create', { alias: 'Payouts' })
  const path = `/mpc/accounts/${account.id}/wallets`
  const { id, wallet_address: address } = await post(`${path}/create`, {
    alias: 'Payer',
    blockchain: chain.spec.name,
  })
  await fund(chain, ground, address)
  return { id, address, path: `${path}/${id}/transfer` }
}

interface Checked {
  readonly transactions: number
  readonly double: number
  readonly lost: number
}

/** What the chain says. @throws unless every receiver has its amount, and the payer exactly what is left. */
async function check(
  chain: SandboxChain,
  ground: Ground,
  { address }: Pick<Payer, 'address'>,
  receivers: readonly string[],
): Promise<Checked> {
  const amount = AMOUNT * unitOf(chain)
  let double = 0
  let lost = 0
  await inParallel(receivers, CONCURRENCY, async (receiver) => {
    const balance = await ground.tokenBalance(receiver)
    if (balance > amount) double += 1
    if (balance < amount) lost += 1
  })
  const left = await ground.tokenBalance(address)
  const transactions = await ground.transactionsOf(address)()
  if (double + lost > 0) throw new Error(`${double} receivers were paid too much, ${lost} too little`)
  if (left !== BigInt(TRANSFERS) * amount) throw new Error(`the payer has ${left} left`)
  return { transactions, double, lost }
}

/** `npm run verify`, as an operator runs it. @throws when the books are wrong. */
async function verify({ settings }: SendingWorld): Promise<string> {
  const env = { PATH: process.env.PATH, ...settings }
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'verify'], { env })
  return stdout.trim()
}

function unitOf({ tokens }: SandboxChain): bigint {
  return 10n ** BigInt(tokens[0]?.decimals ?? 0)
}

function print(chain: SandboxChain, name: string, figures: Figures, plain: Figures): void {
  const { minedMs, finalMs, blocks, transactions, kills, downMs, repeated, double, lost } = figures
  const columns = [
    chain.spec.name.padEnd(8),
    name.padEnd(25),
    (minedMs / 1_000).toFixed(1).padStart(8),
    (finalMs / 1_000).toFixed(1).padStart(8),
    ((TRANSFERS * 1_000) / minedMs).toFixed(1).padStart(12),
    (plain.minedMs / minedMs).toFixed(2).padStart(6),
    String(blocks).padStart(7),
    String(transactions).padStart(13),
    String(kills).padStart(6),
    (downMs / 1_000).toFixed(1).padStart(7),
    String(repeated).padStart(15),
    String(double).padStart(7),
    String(lost).padStart(5),
  ]
  console.log(columns.join(' '))
}
