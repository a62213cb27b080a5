import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import chromium from '@sparticuz/chromium'
import { type SandboxProcess, startSandboxProcess } from '../harness/sandbox-process.ts'

/**
 * Once before all tests. The browser is unpacked: two that do it at the same time would start half of it. And whoever asks the address
 * in HOLDFAST_TEST_SANDBOX is told sandbox.json of the one sandbox that all browser tests share; it starts when the first one asks.
 */
export async function setup(): Promise<() => Promise<void>> {
  await chromium.executablePath()
  let sandbox: Promise<SandboxProcess> | undefined
  const server = createServer((_request, response) => {
    // Many sign in, from one address.
    sandbox ??= startSandboxProcess({ HOLDFAST_SIGN_INS_PER_SECOND: '100' })
    sandbox.then(
      ({ file }) => response.end(JSON.stringify(file)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.HOLDFAST_TEST_SANDBOX = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return async () => {
    server.close()
    server.closeAllConnections()
    await (await sandbox?.catch(() => undefined))?.stop()
  }
}
