import type { FastifyInstance, FastifyReply } from 'fastify'
import { sql } from 'kysely'
import type { Config } from '../config.ts'
import type { Database } from '../database.ts'
import type { Logger } from '../log.ts'
import { metrics } from '../metrics.ts'
import { refuse } from '../refusal.ts'
import { refusalAnswer } from './answer.ts'
import { isInside, normaliseAddress } from './ip-address.ts'

/** What the rooms of the platform say of themselves: `checks` names each part and how it is. */
export interface Health {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, string>>
}

interface WatchingDeps {
  readonly config: Pick<Config, 'metricsAllowList'>
  readonly db: Database
  readonly log: Logger
  readonly health: () => Promise<Health>
}

const CHECK_MS_MAX = 3000

/** The calls for those who run the platform: is it up, may it get traffic, how is it doing. */
export function registerWatching(
  app: FastifyInstance,
  deps: WatchingDeps,
  state: { closing: boolean },
): void {
  app.get('/health/live', async (_request, reply) => json(reply, 200, { status: 'live' }))

  app.get('/health/ready', async (_request, reply) => {
    const { ready, checks } = await check(deps)
    const up = ready && !state.closing
    return json(reply, up ? 200 : 503, { status: up ? 'ready' : 'not ready', checks })
  })

  app.get('/metrics', async (request, reply) => {
    if (!isInside(normaliseAddress(request.ip), deps.config.metricsAllowList)) {
      const { status, body } = refusalAnswer(refuse('ROUTE_NOT_FOUND'), request.id)
      return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body)
    }
    return reply.header('content-type', metrics.contentType).send(await metrics.metrics())
  })
}

/** The database must answer, and the rooms must say they are well, both in time: a check that hangs is a bad one. */
async function check({ db, health, log }: WatchingDeps): Promise<Health> {
  const database = within(sql`SELECT 1`.execute(db)).then(
    () => 'ok',
    () => 'not reachable',
  )
  const rooms = within(health()).catch((err: unknown): Health => {
    log.warn({ err }, 'health check failed')
    return { ready: false, checks: { platform: 'check failed' } }
  })
  const [databaseState, { ready, checks }] = await Promise.all([database, rooms])
  return { ready: ready && databaseState === 'ok', checks: { database: databaseState, ...checks } }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${CHECK_MS_MAX} ms`)), CHECK_MS_MAX)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function json(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body))
}
