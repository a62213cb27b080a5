import { createHmac } from 'node:crypto'
import { type CardApi, type CardReply, startCardApi } from '../../../tests/harness/card-api.ts'
import { type CardWorld, NETWORK_KEY, silentLog, startCardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import { changeCard } from '../issuing/change-card.ts'
import { issueNumber } from '../issuing/issue-number.ts'
import type { CardMessage } from '../message.ts'
import { createThreeDs, type ThreeDs } from '../three-ds/create-three-ds.ts'
import { threeDsRoutes } from '../three-ds/routes.ts'
import { openLookUpPool } from './look-up.ts'
import { type Rooms, standIns } from './rooms.fixture.ts'
import { networkRoutes } from './routes.ts'

export interface SignOptions {
  readonly keyId?: string
  readonly secret?: string
  readonly timestamp?: number | string
  /** Signed in place of what is sent. */
  readonly signedBody?: string
}

/** Written from the contract, not from our code. */
export function signed(body: string, options: SignOptions = {}): Record<string, string> {
  const { keyId = NETWORK_KEY.id, secret = NETWORK_KEY.secret, timestamp = Date.now() } = options
  const mac = createHmac('sha256', secret).update(`${timestamp}.${options.signedBody ?? body}`)
  return {
    'X-Network-Key-Id': keyId,
    'X-Network-Timestamp': String(timestamp),
    'X-Network-Signature': `v1=${mac.digest('hex')}`,
  }
}

/** The endpoint over HTTP. Unless the test gives rooms of its own, authorizations and postings are only taken down. */
export interface NetworkBed extends CardWorld {
  readonly api: CardApi
  /** Those that reached the room that decides or posts them. */
  readonly taken: CardMessage[]
  /** Not started. */
  readonly threeDs: ThreeDs
  send(body: unknown, options?: SignOptions): Promise<CardReply>
  sendText(text: string, headers: Readonly<Record<string, string>>): Promise<CardReply>
  /** A message that is right in every field. */
  message(card: object, changes?: object): Record<string, unknown>
  /** Gives a card a number. */
  number(companyId: string, cardId: string): Promise<void>
  stop(): Promise<void>
}

export async function startNetworkBed(
  overrides: Parameters<typeof startCardWorld>[0] = {},
  makeRooms: (world: CardWorld, taken: CardMessage[]) => Rooms = standIns,
): Promise<NetworkBed> {
  const world = await startCardWorld(overrides)
  const { db, clock, vault } = world
  const { sealer } = vault
  const lookUpPool = openLookUpPool(world.url, () => {})
  const taken: CardMessage[] = []
  const rooms = makeRooms(world, taken)
  const threeDs = createThreeDs({ db, clock, sealer, log: silentLog, config: { cards: world.config } })
  const api = await startCardApi(world, (log) => {
    const deps = { db, clock, sealer, log, config: { cards: world.config } }
    return [...networkRoutes({ ...deps, ...rooms, lookUpPool, threeDs }), ...threeDsRoutes(deps)]
  })
  const sendText: NetworkBed['sendText'] = async (text, headers) => {
    const response = await fetch(`${api.url}/network/v1/messages`, { method: 'POST', headers, body: text })
    const bytes = Buffer.from(await response.arrayBuffer())
    const answer = bytes.toString()
    const body = answer === '' ? null : JSON.parse(answer)
    return { status: response.status, headers: response.headers, bytes, text: answer, body }
  }
  return {
    ...world,
    api,
    taken,
    threeDs,
    sendText,
    send: (body, options) => sendText(JSON.stringify(body), signed(JSON.stringify(body), options)),
    message: (card, changes = {}) => ({ ...FULL_MESSAGE, network_id: `n-${newId()}`, card, ...changes }),
    async number(companyId, cardId) {
      const deps = { sealer, bin: '45320155', expiryMonths: 36 }
      await inTransaction(db, async (tx) => {
        const number = await issueNumber(tx, deps, { companyId, cardId }, clock.now())
        await changeCard(tx, { company_id: companyId, id: cardId }, number)
      })
    },
    async stop() {
      await api.stop()
      await rooms.stop()
      await lookUpPool.end()
      await world.drop()
    },
  }
}

/** As in the contract, cards §11.1. */
const FULL_MESSAGE = {
  type: 'authorization',
  transaction_ref: '483296000000001',
  original_network_id: null,
  stan: '104512',
  rrn: '630214104512',
  sent_at: '2026-09-02T08:00:00.120Z',
  amount: { value: 1700, currency: 'EUR' },
  billing: { value: 1840, currency: 'USD' },
  exchange_rate: '1.082353',
  channel: 'ECOMMERCE',
  entry_mode: 'ecommerce',
  initiator: 'cardholder',
  merchant: {
    id: 'M1',
    name: 'Kiosk 12',
    city: 'Lyon',
    post_code: '69001',
    state: null,
    country: 'FRA',
    mcc: '5994',
    mcc_category: 'News',
  },
  acquirer: { id: '400123', country: 'FRA' },
  terminal_id: 'T0001',
}
