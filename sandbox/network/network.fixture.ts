import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Type } from 'typebox'
import { readMessage } from '../../server/cards/network/read-message.ts'
import { signatureHeaders, verifySignature } from '../../server/cards/network/signature.ts'
import { Content } from '../../server/kernel/http/content.ts'
import { parseBody } from '../../server/kernel/http/json-body.ts'
import { rawRoute } from '../../server/kernel/http/route.ts'
import { newId } from '../../server/kernel/ids.ts'
import { isRefusal, refuse } from '../../server/kernel/refusal.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { type CardApi, type CardCall, OPERATOR_KEY, startCardApi } from '../../tests/harness/card-api.ts'
import { type CardWorld, NETWORK_KEY, startCardWorld } from '../../tests/harness/card-world.ts'
import { createSandboxNetwork, type SandboxNetwork } from '../routes/cards/routes.ts'
import { advanceClock } from '../routes/clock.ts'
import type { Fields } from './fields.ts'
import { type OutsideServer, startOutsideServer } from './server.ts'

const SMS_TOKEN = 'sms-token-of-the-tests'

// biome-ignore lint/suspicious/noExplicitAny: what was sent is what its test asserts
export type Message = any

/** The simulator before an endpoint that speaks the platform's side of the protocol and decides as the test says. */
export interface NetworkWorld {
  readonly world: CardWorld
  readonly api: CardApi
  readonly outside: OutsideServer
  /** What arrived, in the order of arrival; a repetition once more. */
  readonly messages: Message[]
  /** Fields of the answer beyond the usual approval. */
  decide: (message: Message) => Fields | Promise<Fields>
  /** A company with one card, and its calls. */
  company(): Promise<{ readonly id: string; readonly cardId: string; readonly call: CardCall }>
  /** As if the sandbox had been killed and started again in the same home. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startNetworkWorld(): Promise<NetworkWorld> {
  const world = await startCardWorld()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-network-'))
  const messages: Message[] = []
  let live = await begin()

  async function begin() {
    const outside = await startOutsideServer({
      key: NETWORK_KEY,
      smsToken: SMS_TOKEN,
      portFile: join(folder, 'outside.json'),
    })
    let url = ''
    const clock = {
      now: () => world.clock.now(),
      advance(seconds: number) {
        world.clock.advance(seconds * 1000)
        return world.clock.now()
      },
    }
    let network: SandboxNetwork | null = null
    const api = await startCardApi(world, (log) => {
      const tools = [advanceClock({ clock, chains: [] })]
      network = createSandboxNetwork({
        chains: [],
        clock,
        log,
        key: NETWORK_KEY,
        outside,
        tools,
        files: { purchases: join(folder, 'purchases.jsonl'), scenarios: join(folder, 'scenarios.jsonl') },
        platform: () => ({ url, operatorKey: OPERATOR_KEY, db: world.db }),
      })
      return [endpoint(messages, (message) => networkWorld.decide(message)), ...tools, ...network.routes]
    })
    url = api.url
    return {
      api,
      outside,
      async stop() {
        await network?.stop()
        await outside.stop()
        await api.stop()
      },
    }
  }

  const networkWorld: NetworkWorld = {
    world,
    messages,
    decide: () => ({}),
    get api() {
      return live.api
    },
    get outside() {
      return live.outside
    },
    async company() {
      const id = await world.company()
      const cardId = await world.card(id)
      return { id, cardId, call: await live.api.client(id, 2) }
    },
    async restart() {
      await live.stop()
      live = await begin()
    },
    async stop() {
      await live.stop()
      await world.drop()
    },
  }
  return networkWorld
}

/** POST /network/v1/messages, with the platform's own signatures and its own reading of messages. The same message again gets the same answer. */
function endpoint(messages: Message[], decide: (message: Message) => Fields | Promise<Fields>) {
  const key = { id: NETWORK_KEY.id, secret: new Secret(NETWORK_KEY.secret) }
  const answers = new Map<string, { readonly body: string; readonly text: Promise<string> }>()
  return rawRoute({
    method: 'POST',
    path: '/network/v1/messages',
    access: { open: true },
    summary: 'A stub of the endpoint',
    tag: 'Test',
    answer: Type.Object({}),
    async respond({ bytes, headers }) {
      const signer = verifySignature([key], headers, bytes)
      if (isRefusal(signer)) return signer
      const body = bytes.toString()
      const message: Message = JSON.parse(body)
      messages.push(message)
      const read = readMessage(parseBody(bytes))
      if (isRefusal(read)) return read
      const known = answers.get(message.network_id) ?? { body, text: answer(message, decide) }
      answers.set(message.network_id, known)
      if (known.body !== body) return refuse('NETWORK_ID_REUSED', { id: message.network_id })
      const text = await known.text
      return new Content('application/json', text, signatureHeaders(key, text))
    },
  })
}

async function answer(
  message: Message,
  decide: (message: Message) => Fields | Promise<Fields>,
): Promise<string> {
  const { network_id, type } = message
  const usual = {
    network_id,
    type,
    response_code: '00',
    approved: true,
    transaction_id: newId(),
    event_id: newId(),
  }
  return JSON.stringify({ ...usual, ...(await decide(message)) })
}

/** A text message to a cardholder, handed to the gateway as the platform does. @returns the status. */
export async function postSms(
  { world, outside }: NetworkWorld,
  card: { readonly id: string; readonly cardId: string },
  to: string,
  text: string,
): Promise<number> {
  const id = newId()
  const times = { send_until: new Date(), created_at: new Date() }
  const row = { company_id: card.id, id, card_id: card.cardId, ...times }
  await world.db.insertInto('text_messages').values(row).execute()
  const headers = { authorization: `Bearer ${SMS_TOKEN}`, 'idempotency-key': id }
  const { status } = await fetch(outside.smsUrl, {
    method: 'POST',
    headers,
    body: JSON.stringify({ to, text }),
  })
  return status
}
