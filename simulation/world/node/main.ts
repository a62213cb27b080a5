/**
 * One node of the platform as `npm run serve` runs it, but on the sandbox's clock: its starter says when that was moved, and when to begin.
 * Settings come from the environment, the clock's file is the argument.
 */
import { once } from 'node:events'
import { openSandboxClock } from '../../../sandbox/clock.ts'
import { createApp } from '../../../server/app.ts'
import { loadConfig } from '../../../server/kernel/config.ts'
import { createLogger } from '../../../server/kernel/log.ts'

process.on('disconnect', () => process.exit(1)) // nobody is left to stop us
await once(process, 'message')
const config = loadConfig(process.env)
const clockFile = process.argv[2] ?? ''
let clock = openSandboxClock(clockFile)
process.on('message', () => {
  clock = openSandboxClock(clockFile)
})
const app = await createApp({
  config,
  clock: { now: () => clock.now() },
  log: createLogger(config.logLevel),
})
await app.start()
process.send?.('ready')
