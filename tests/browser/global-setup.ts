import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import chromium from '@sparticuz/chromium'
import { type SandboxProcess, startSandboxProcess } from '../harness/sandbox-process.ts'

/** So long it waits for the next file. Idle, it takes a sixth of a processor from all other tests. */
const UNUSED_MS_MAX = 20_000

/**
 * Once before all tests. The browser is unpacked: two that do it at the same time would start half of it. And all browser tests share one
 * sandbox, by the address in HOLDFAST_TEST_SANDBOX: POST takes part in it and is told its sandbox.json, DELETE leaves. It starts with the
 * first and ends some time after the last.
 */
export async function setup(): Promise<() => Promise<void>> {
  await chromium.executablePath()
  let sandbox: Promise<SandboxProcess> | undefined
  let users = 0
  let unused: NodeJS.Timeout | undefined
  let ending: Promise<void> = Promise.resolve()
  const end = () => {
    const ended = sandbox
    sandbox = undefined
    ending = ending.then(async () => (await ended?.catch(() => undefined))?.stop())
    return ending
  }
  const enter = (response: ServerResponse) => {
    users += 1
    clearTimeout(unused)
    // Many sign in, from one address.
    sandbox ??= startSandboxProcess({ HOLDFAST_SIGN_INS_PER_SECOND: '100' })
    sandbox.then(
      ({ file }) => response.end(JSON.stringify(file)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }
  const leave = (response: ServerResponse) => {
    users -= 1
    if (users === 0) unused = setTimeout(() => void end(), UNUSED_MS_MAX)
    response.end()
  }
  const server = createServer((request, response) =>
    request.method === 'POST' ? enter(response) : leave(response),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.HOLDFAST_TEST_SANDBOX = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async () => {
    clearTimeout(unused)
    server.close()
    server.closeAllConnections()
    await end()
  }
}
