/**
 * The card processor's side of the benchmark, a process of its own: keeps so many connections busy, each with one message at a time,
 * signed as the contract says, and notes how long each answer took. It reads HTTP itself: a client library would take a larger part
 * of the cores than the server.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { NETWORK_KEY } from './settings.ts'

export interface LoadOrder {
  readonly url: string
  readonly cardIds: readonly string[]
  readonly connections: number
  /**
   * Messages a second at random times, whatever the answers take, over as many connections as that needs; without it each connection
   * sends when it is answered.
   */
  readonly rate?: number
  /** Ends after so long, or so many messages. */
  readonly seconds: number
  readonly messages?: number
}

export interface LoadResult {
  readonly seconds: number
  /** By `response_code` and `decline_code`. */
  readonly answers: Readonly<Record<string, number>>
  /** Milliseconds, in order. */
  readonly latencies: readonly number[]
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await load(order))
})

async function load(order: LoadOrder): Promise<LoadResult> {
  const answers: Record<string, number> = {}
  const latencies: number[] = []
  const begin = performance.now()
  const end = begin + order.seconds * 1_000
  let sent = 0
  const isOver = () => performance.now() >= end || (order.messages !== undefined && sent >= order.messages)
  const idle: Post[] = []
  const take = async () => idle.pop() ?? openConnection(order.url)

  async function purchase(post: Post, startedAt: number): Promise<void> {
    const place =
      order.messages === undefined
        ? Math.floor(Math.random() * order.cardIds.length)
        : sent % order.cardIds.length
    sent += 1
    const answer = JSON.parse(await post(message(order.cardIds[place] ?? '')))
    latencies.push(performance.now() - startedAt)
    const name = `${answer.response_code ?? answer.code} ${answer.decline_code ?? ''}`.trim()
    answers[name] = (answers[name] ?? 0) + 1
  }

  async function untilOver(): Promise<void> {
    const post = await take()
    while (!isOver()) await purchase(post, performance.now())
    idle.push(post)
  }

  /** Each at its time, and measured from that time, also when this process is late with it. */
  async function atRate(rate: number): Promise<void> {
    const underWay: Promise<void>[] = []
    for (let due = begin; !isOver(); ) {
      due -= (Math.log(1 - Math.random()) * 1_000) / rate
      const early = due - performance.now()
      if (early > 0) await pause(early)
      const post = await take()
      underWay.push(purchase(post, due).then(() => void idle.push(post)))
    }
    await Promise.all(underWay)
  }

  if (order.rate === undefined) await Promise.all(Array.from({ length: order.connections }, untilOver))
  else await atRate(order.rate)
  for (const post of idle) post.close()
  const seconds = (performance.now() - begin) / 1_000
  return { seconds, answers, latencies: latencies.toSorted((a, b) => a - b) }
}

const MCCS = ['5994', '5411', '5812', '5541', '4121']

function message(cardId: string): string {
  const networkId = randomUUID()
  const cents = 100 + Math.floor(Math.random() * 5_000)
  return JSON.stringify({
    type: 'authorization',
    network_id: networkId,
    transaction_ref: `t-${networkId}`,
    original_network_id: null,
    stan: '104512',
    rrn: networkId.slice(0, 12),
    sent_at: new Date().toISOString(),
    card: { id: cardId, pan: null, expiry: null },
    amount: { value: cents, currency: 'EUR' },
    billing: { value: cents, currency: 'USD' },
    exchange_rate: '1',
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
      mcc: MCCS[cents % MCCS.length],
      mcc_category: 'News',
    },
    acquirer: { id: '400123', country: 'FRA' },
    terminal_id: 'T0001',
  })
}

type Post = ((body: string) => Promise<string>) & { close(): void }

async function openConnection(url: string): Promise<Post> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let buffered = Buffer.alloc(0)
  let resolve: (body: string) => void = () => {}
  let fail: (error: Error) => void = () => {}
  socket.on('data', (chunk) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk])
    const body = takeBody()
    if (body !== null) resolve(body)
  })
  socket.on('error', (error) => fail(error))
  socket.on('close', () => fail(new Error('the server closed the connection')))

  function takeBody(): string | null {
    const headEnd = buffered.indexOf('\r\n\r\n')
    if (headEnd < 0) return null
    const length = Number(/content-length: (\d+)/i.exec(buffered.toString('latin1', 0, headEnd))?.[1] ?? 0)
    const end = headEnd + 4 + length
    if (buffered.length < end) return null
    const body = buffered.toString('utf8', headEnd + 4, end)
    buffered = buffered.subarray(end)
    return body
  }

  const post = (body: string) => {
    const timestamp = Date.now()
    const mac = createHmac('sha256', NETWORK_KEY.secret).update(`${timestamp}.${body}`).digest('hex')
    return new Promise<string>((done, reject) => {
      resolve = done
      fail = reject
      socket.write(
        `POST /network/v1/messages HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-network-key-id: ${NETWORK_KEY.id}\r\nx-network-timestamp: ${timestamp}\r\nx-network-signature: v1=${mac}\r\n\r\n${body}`,
      )
    })
  }
  return Object.assign(post, { close: () => void socket.destroy() })
}
