/** The platform's side of the benchmark, a process of its own: the network endpoint over HTTP, with everything behind it. */
import { createAuthorizer } from '../../server/cards/authorization/authorizer.ts'
import { openLookUpPool } from '../../server/cards/network/look-up.ts'
import { networkRoutes } from '../../server/cards/network/routes.ts'
import { createKeyDirectory } from '../../server/companies/key-directory.ts'
import { openVault } from '../../server/custody/vault.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import { openDatabase } from '../../server/kernel/database.ts'
import { createHttpServer } from '../../server/kernel/http/server.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { metrics } from '../../server/kernel/metrics.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import { benchConfig } from './settings.ts'

const config = benchConfig(process.argv[2] ?? '')
const log = createLogger(config.logLevel)
const db = openDatabase({
  url: config.databaseUrl,
  poolSizeMax: config.databasePoolSize,
  statementTimeoutMs: 30_000,
  onError: (error) => log.warn({ err: error }, 'an idle database connection failed'),
})
const { sealer } = await openVault(db, config.vaultKey)
const node = await joinNodes(config.databaseUrl, log)
const base = { config, db, clock: wallClock, log, node, sealer }
const authorizer = createAuthorizer(base)
const lookUpPool = openLookUpPool(config.databaseUrl, (error) =>
  log.warn({ err: error }, 'a look-up connection failed'),
)
const unused = async (): Promise<never> => {
  throw new Error('the benchmark sends authorizations only')
}
const http = await createHttpServer({
  ...base,
  keys: createKeyDirectory(db, log),
  routes: networkRoutes({
    ...base,
    lookUpPool,
    authorizer,
    lifecycle: { prepare: unused, post: unused, answerLate: unused },
    threeDs: { challenge: unused },
  }),
  health: async () => ({ ready: true, checks: {} }),
})
const loops = authorizer.start()
const url = await http.listen()
process.send?.({ url })
process.on('message', async (message) => {
  if (message === 'figures') {
    const { rss, heapUsed, external } = process.memoryUsage()
    process.send?.({ rss, heapUsed, external, cpu: process.cpuUsage(), metrics: await metrics.metrics() })
  } else {
    await http.close()
    await Promise.all(loops.map((loop) => loop.stop()))
    await authorizer.stop()
    await lookUpPool.end()
    await node.stop()
    await db.destroy()
    process.disconnect()
  }
})
