/** A Tron node as a process of its own, started by the sandbox. It is ended by a signal, after its starter asked for a dump. */
import { parseArgs } from 'node:util'
import { startTronNode } from './node.ts'

const { values } = parseArgs({ options: { port: { type: 'string' }, dump: { type: 'string' } } })
const port = Number(values.port)
if (!Number.isInteger(port) || values.dump === undefined)
  throw new Error('Usage: main.ts --port <port> --dump <file>')
await startTronNode({ port, mining: 'interval', dumpFile: values.dump })
