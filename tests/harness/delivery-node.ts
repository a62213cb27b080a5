import { createSealer } from '../../server/custody/sealer.ts'
import { wallClock } from '../../server/kernel/clock.ts'
import { openDatabase } from '../../server/kernel/database.ts'
import { createLogger } from '../../server/kernel/log.ts'
import { joinNodes } from '../../server/kernel/node.ts'
import { Secret } from '../../server/kernel/secret.ts'
import { createDelivery } from '../../server/webhooks/delivery/delivery.ts'

/** A node that only sends webhooks, as a process of its own: for tests that kill it. Arguments: database URL, sealer's key in hex. */
const [url = '', masterHex = ''] = process.argv.slice(2)
const log = createLogger('silent')
const db = openDatabase({ url, poolSizeMax: 5, statementTimeoutMs: 30_000, onError: () => {} })
const node = await joinNodes(url, log)
const sealer = createSealer(new Secret(Buffer.from(masterHex, 'hex')))
createDelivery({ db, clock: wallClock, config: { profile: 'sandbox' }, node, sealer, log }).start()
process.stdout.write('ready\n')
