import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CardApi, type CardCall, type CardReply, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, NETWORK_KEY, startCardWorld } from '../../../tests/harness/card-world.ts'
import { connectChain } from '../../chains/connect.ts'
import type { Token } from '../../chains/types.ts'
import { readChains } from '../../kernel/config-chains.ts'
import { createSettingsReader } from '../../kernel/settings.ts'
import { issuingRoutes } from './routes.ts'

/** The calls of issuing over HTTP, with a card processor that takes PINs. Stop it in afterAll. */
export interface IssuingWorld {
  readonly world: CardWorld
  readonly api: CardApi
  /** Bodies that the processor got. */
  readonly pinMessages: string[]
  /** What the processor answers next. */
  processor: { status: number; body: string }
  company(options?: { readonly cards?: number }): Promise<IssuingCompany>
  stop(): Promise<void>
}

export interface IssuingCompany {
  readonly id: string
  readonly call: CardCall
  withLevel(level: 0 | 1 | 2 | 3): Promise<CardCall>
  /** The Card that create has answered. @throws when it was refused. */
  // biome-ignore lint/suspicious/noExplicitAny: what a call answers is what its test asserts
  create(fields?: object): Promise<any>
  /** A change that needs a key, with a new one. */
  keyed(method: string, path: string, body?: unknown): Promise<CardReply>
}

const NO_NODE = { HOLDFAST_CHAINS: 'POLYGON', HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1' }

const TOKENS = ['USDC', 'USDT'].map((symbol, index): Token => {
  const address = `0x${String(index + 1).repeat(40)}`
  return {
    id: `POLYGON:${address}`,
    chain: 'POLYGON',
    address,
    name: symbol,
    symbol,
    decimals: 6,
    usdPrice: '1',
    isDefault: true,
  }
})

export const ORDER = {
  card_holder_name: 'ANA RUIZ',
  approval_method: 'TOP_UP',
  phone_country_code: 34,
  phone: '600000000',
}

export async function startIssuing(
  options: Parameters<typeof startCardWorld>[0] & { readonly publicUrl?: string } = {},
): Promise<IssuingWorld> {
  const { publicUrl = null, ...cards } = options
  const pinMessages: string[] = []
  const state = { processor: { status: 200, body: '{"response_code":"00"}' } }
  const processor = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      pinMessages.push(Buffer.concat(chunks).toString())
      response.writeHead(state.processor.status).end(state.processor.body)
    })
  })
  await new Promise<void>((resolve) => processor.listen(0, '127.0.0.1', resolve))
  const { port } = processor.address() as AddressInfo
  const world = await startCardWorld(cards)
  const config = {
    ...world.config,
    network: { ...world.config.network, url: `http://127.0.0.1:${port}/${NETWORK_KEY.id}` },
    ...cards,
  }
  const api = await startCardApi(
    world,
    issuingRoutes({
      ...world,
      config: { cards: config, publicUrl },
      chains: readChains(createSettingsReader(NO_NODE)).map(connectChain),
      tokens: { defaults: () => TOKENS },
      gasKeeper: { ensureGas: async () => {} },
    }),
  )
  return {
    world,
    api,
    pinMessages,
    get processor() {
      return state.processor
    },
    set processor(answer) {
      state.processor = answer
    },
    async company({ cards: places = 1_000 } = {}) {
      const id = await world.company()
      await world.db
        .updateTable('companies')
        .set({ virtual_cards: places })
        .where('company_id', '=', id)
        .execute()
      const call = await api.client(id)
      return {
        id,
        call,
        withLevel: (level) => api.client(id, level),
        async create(fields = {}) {
          const { status, body } = await call('POST', '/cards/virtual-cards/create', { ...ORDER, ...fields })
          if (status !== 200) throw new Error(JSON.stringify(body))
          return body
        },
        keyed: (method, path, body) => call(method, path, body, { 'x-idempotency-key': crypto.randomUUID() }),
      }
    },
    async stop() {
      await api.stop()
      await world.drop()
      await new Promise((resolve) => processor.close(resolve))
    },
  }
}
