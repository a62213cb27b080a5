import { command } from '../command.ts'
import { UsageError } from '../failure.ts'
import { startReceiver } from '../listen/receiver.ts'
import { createResponder } from '../listen/respond.ts'
import { subscribe } from '../listen/subscribe.ts'

export const listenCommand = command({
  name: 'listen',
  summary: 'Get the webhooks of the sandbox here: show them, forward them, answer purchases',
  about: `Points the company's webhook URL to this machine until Ctrl-C, checks each request's signature, and shows it in one line.
Purchases with WEBHOOK cards are answered by --approve or --decline; else by the endpoint of --to; else they are approved.
What --to answers is what the platform gets, with the headers and bytes as they came: an endpoint can verify them itself.
Needs management level 3, and a platform that sends to loopback: the sandbox.`,
  args: [],
  options: {
    to: { type: 'string', value: 'URL', about: 'forward every event to this endpoint' },
    approve: { type: 'boolean', about: 'say yes to every purchase' },
    decline: { type: 'boolean', about: 'say no to every purchase' },
    code: { type: 'string', value: 'CODE', about: 'response code of a no; default 05' },
    port: { type: 'string', value: 'PORT', about: 'to listen on; default: any that is free' },
  },
  async run({ client: connect, json, options: { to, approve, decline, code, port } }) {
    if (approve && decline) throw new UsageError('Give either --approve or --decline', 'listen')
    if (code !== undefined && !decline) throw new UsageError('--code belongs to --decline', 'listen')
    if (code !== undefined && !/^[0-9A-Z]{2}$/.test(code))
      throw new UsageError('--code is two digits or capital letters, such as 51', 'listen')
    if (to !== undefined && !URL.canParse(to)) throw new UsageError(`"${to}" is no URL`, 'listen')
    const client = connect()
    const decision = approve ? true : decline ? (code ?? false) : to === undefined ? true : null
    const respond = await createResponder({
      client,
      to: to ?? null,
      decision,
      json,
      say: (line) => console.log(line),
    })
    const receiver = await startReceiver(readPort(port), respond)
    try {
      const subscription = await subscribe(client, receiver.url)
      try {
        console.error(
          `Listening for the events of ${subscription.companyName}${to === undefined ? '' : `, forwarded to ${to}`}. Ctrl-C ends it.`,
        )
        await endSignal()
      } finally {
        console.error(await subscription.end())
      }
    } finally {
      await receiver.stop()
    }
    return null
  },
})

function readPort(text: string | undefined): number {
  const port = Number(text ?? '0')
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError('--port must be a number from 0 to 65535', 'listen')
}

const PARENT_CHECK_MS = 500

function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    if (process.env.npm_lifecycle_event === undefined) return
    const parent = process.ppid
    // npx and its shell do not always pass signals on: without them nobody could end us by Ctrl-C any more
    setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref()
  })
}
