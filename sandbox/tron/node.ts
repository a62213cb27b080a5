import type { Server } from 'node:http'
import type { Chain } from './chain.ts'
import { type ControlDeps, controlCalls, type TronControl } from './control.ts'
import { readDump, writeDump } from './dump.ts'
import { makeGenesis } from './genesis.ts'
import { serveTron } from './server.ts'

export interface TronNodeOptions {
  /** 0: any. */
  readonly port: number
  /** `interval`: a block each `blockMs`. `manual`: only when asked. */
  readonly mining: 'interval' | 'manual'
  readonly blockMs?: number
  /** Confirmations from which a block is solid. */
  readonly finality?: number
  /** Goes on from it when it is there, and is written on request and at the end. */
  readonly dumpFile?: string
}

export interface TronNode extends TronControl {
  readonly url: string
  readonly port: number
  /** It went on from a dump. */
  readonly restored: boolean
  readonly chain: Chain
  /** Lets one piece of work with the chain run at a time. */
  readonly alone: ControlDeps['alone']
  stop(): Promise<void>
}

const BLOCK_MS = 1_000
const FINALITY = 10

/** A Tron node of one producer, in this process. */
export async function startTronNode(options: TronNodeOptions): Promise<TronNode> {
  const { dumpFile, finality = FINALITY, blockMs = BLOCK_MS } = options
  const dumped = dumpFile === undefined ? null : await readDump(dumpFile, finality)
  const chain = dumped ?? (await makeGenesis(finality))
  const alone = oneAtATime()
  const dump = () => {
    if (dumpFile !== undefined) writeDump(chain, dumpFile)
  }
  const control = controlCalls({ chain, alone, dump })
  const { server, port } = await serveTron({ port: options.port, chain, alone, control: control.calls })
  const mining =
    options.mining === 'interval' ? setInterval(() => void control.mineUnlessPaused(), blockMs) : undefined
  mining?.unref()
  return {
    ...control.verbs,
    url: `http://127.0.0.1:${port}`,
    port,
    restored: dumped !== null,
    chain,
    alone,
    async stop() {
      clearInterval(mining)
      await control.verbs.dump()
      await close(server)
    },
  }
}

/** Runs one piece of work after the other, in the order they came. */
function oneAtATime(): <T>(work: () => Promise<T> | T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
}
