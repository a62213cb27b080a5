import { randomBytes, randomUUID } from 'node:crypto'
import {
  type PartnerChainOptions,
  type PartnerSimulator,
  type PartnerSimulatorOptions,
  startPartnerSimulator,
} from '../../sandbox/partner/simulator.ts'
import { partnerWalletAddress } from '../../sandbox/partner/wallet-address.ts'
import type { Clock } from '../../server/kernel/clock.ts'
import { createLogger } from '../../server/kernel/log.ts'
import type { TestChain } from './anvil.ts'
import type { TronTestChain } from './tron-chain.ts'

const COIN = 10n ** 18n
const TRX = 1_000_000n

export interface PartnerReply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what was answered is what its test asserts
  readonly body: any
}

/** The simulated banking partner of a test, with a wallet of its own on each chain. Stop it in afterAll. */
export interface TestPartner extends PartnerSimulator {
  /** A call of its API: a POST gets a fresh idempotency key unless the headers have one. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<PartnerReply>
  /** A control, without `/_sim`. */
  sim(method: string, path: string, body?: unknown): Promise<PartnerReply>
}

export interface TestPartnerOptions extends Partial<Omit<PartnerSimulatorOptions, 'chains'>> {
  readonly chain?: TestChain
  readonly tron?: TronTestChain
  /** Of its wallets, when it comes back on the same state; else a fresh one, which gets coin and tokens. */
  readonly walletKey?: string
}

export const TEST_PARTNER_KEY = 'sk-test-of-the-tests-0123456789'

/** Chains must be mining, or mine at once; with manual mining this mines the gifts. */
export async function startTestPartner(options: TestPartnerOptions = {}): Promise<TestPartner> {
  const { chain, tron, walletKey, ...given } = options
  const key = walletKey ?? newWalletKey()
  const chains: PartnerChainOptions[] = []
  if (chain !== undefined) {
    if (walletKey === undefined) await fundEvm(chain, key)
    chains.push(evmOptions(chain, key))
  }
  if (tron !== undefined) {
    if (walletKey === undefined) await fundTron(tron, key)
    chains.push({ family: 'TRON', rail: 'tron', url: tron.url, tokens: lower(tron.tokens), privateKey: key })
  }
  const partner = await startPartnerSimulator({
    apiKey: TEST_PARTNER_KEY,
    log: createLogger('silent'),
    ...given,
    chains,
  })
  return {
    ...partner,
    call: (method, path, body, headers = {}) =>
      send(method, `${partner.url}${path}`, body, {
        'api-key': partner.apiKey,
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...headers,
      }),
    sim: (method, path, body) => send(method, `${partner.simUrl}${path}`, body, {}),
  }
}

/** Runs so many times faster than the wall clock, from now: what takes seconds of it is not waited for. */
export function fastClock(times: number): Clock {
  const start = Date.now()
  return { now: () => new Date(start + (Date.now() - start) * times) }
}

export function newWalletKey(): string {
  return `0x${randomBytes(32).toString('hex')}`
}

function evmOptions(chain: TestChain, privateKey: string): PartnerChainOptions {
  const { chainId, finalConfirmations } = chain.config
  return {
    family: 'EVM',
    rail: 'polygon',
    url: chain.url,
    chainId,
    tokens: lower(chain.tokens),
    finality: finalConfirmations,
    privateKey,
  }
}

function lower<T extends { readonly symbol: string }>(tokens: readonly T[]): T[] {
  return tokens.map((token) => ({ ...token, symbol: token.symbol.toLowerCase() }))
}

async function fundEvm(chain: TestChain, key: string): Promise<void> {
  const address = partnerWalletAddress(key, 'EVM')
  await chain.sendCoin(address, 1_000n * COIN)
  for (const { symbol, decimals } of chain.tokens)
    await chain.sendToken(symbol, address, 10n ** 9n * 10n ** BigInt(decimals))
  await chain.mine()
}

async function fundTron(tron: TronTestChain, key: string): Promise<void> {
  const address = partnerWalletAddress(key, 'TRON')
  await tron.sendCoin(address, 1_000_000n * TRX)
  for (const { symbol, decimals } of tron.tokens)
    await tron.sendToken(symbol, address, 10n ** 9n * 10n ** BigInt(decimals))
  await tron.mine()
}

async function send(
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<PartnerReply> {
  const response = await fetch(url, {
    method,
    // a partner that was started again has its old port: a connection that was kept would be a dead one
    headers: {
      connection: 'close',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}
