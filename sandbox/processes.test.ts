import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isAlive, portIsFree, stopProcess } from './processes.ts'

const KILLS = 10
/** A server with 200 MB in use and several threads: the kernel takes a while to end it. */
const SERVER = `
  const { Worker } = require('node:worker_threads')
  const memory = Buffer.alloc(200e6, 1)
  for (let i = 0; i < 4; i++) new Worker('setInterval(() => {}, 1000)', { eval: true })
  const server = require('node:net').createServer()
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

test('what a killed process held is free when it no longer counts as alive', async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(child.stdout, 'data')
    const pid = child.pid ?? 0
    expect(isAlive(pid)).toBe(true)
    await stopProcess(pid, 'SIGKILL', 5_000)
    expect(await portIsFree(Number(line))).toBe(true)
  }
})
