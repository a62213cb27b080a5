import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { loadPyodide } from 'pyodide'
import { becomes, portIsFree } from '../../sandbox/processes.ts'

const SOON_MS = 20_000

/** A program of the docs that receives webhooks, running. */
export interface Receiver {
  readonly port: number
  /** What it has printed. */
  lines(): readonly string[]
  /** Waits for a line that begins so. */
  prints(beginning: string): Promise<void>
  stop(): Promise<void>
}

export interface ReceiverOptions {
  readonly code: string
  readonly secret: string
  readonly folder: string
  readonly port: number
}

/** `node receiver.ts`, as the page says. */
export async function startTypeScriptReceiver({
  code,
  secret,
  folder,
  port,
}: ReceiverOptions): Promise<Receiver> {
  const file = join(folder, 'receiver.ts')
  writeFileSync(file, code)
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) }
  const child = spawn(process.execPath, [file], { env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  if (!(await becomes(async () => !(await portIsFree(port)), SOON_MS)))
    throw new Error(`it does not listen: ${printed}`)
  return receiver(
    port,
    () => printed,
    async () => {
      child.kill()
      await once(child, 'exit')
    },
  )
}

type Environ = Readonly<Record<string, string>>

/** Calls the page's WSGI application with what the server was asked. */
const SERVE = `
import io
def serve(environ, body):
    answered = {}
    def start_response(status, headers):
        answered["status"] = status
    environ = dict(environ.to_py())
    environ["wsgi.input"] = io.BytesIO(body.to_bytes())
    parts = application(environ, start_response)
    return [answered["status"], b"".join(parts).decode()]
serve
`

/**
 * The page's application under CPython compiled to WebAssembly, which comes with npm: a clean machine need not have a Python. A WSGI
 * server of ten lines stands in front, as the interpreter has no sockets.
 */
export async function startPythonReceiver({ code, secret, port }: ReceiverOptions): Promise<Receiver> {
  let printed = ''
  const python = await loadPyodide({
    env: { WEBHOOK_SECRET: secret, HOME: '/' },
    stdout: (line) => (printed += `${line}\n`),
  })
  // As a server would import it: under its own name it would begin to serve by itself.
  const globals = python.toPy({ __name__: 'receiver' })
  python.runPython(code, { globals })
  const serve = python.runPython(SERVE, { globals })
  const server = createServer(async (request, response) => answer(serve, request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return receiver(
    port,
    () => printed,
    async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  )
}

async function answer(
  serve: (environ: Environ, body: Uint8Array) => { toJs(): [string, string] },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = new Uint8Array(Buffer.concat(chunks))
  const headers = Object.entries(request.headers).map(([name, value]) => [
    `HTTP_${name.toUpperCase().replaceAll('-', '_')}`,
    String(value),
  ])
  const environ = {
    REQUEST_METHOD: request.method,
    CONTENT_LENGTH: String(body.length),
    ...Object.fromEntries(headers),
  }
  const [status, text] = serve(environ, body).toJs()
  response.writeHead(Number(status.split(' ')[0]), { 'content-type': 'application/json' }).end(text)
}

function receiver(port: number, printed: () => string, stop: () => Promise<void>): Receiver {
  const lines = () => printed().split('\n').slice(0, -1)
  return {
    port,
    lines,
    async prints(beginning) {
      if (!(await becomes(() => lines().some((line) => line.startsWith(beginning)), SOON_MS)))
        throw new Error(`it has not printed "${beginning}":\n${printed()}`)
    },
    stop,
  }
}
