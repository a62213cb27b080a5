/** `npm run types`: starts the sandbox for a moment and writes what follows from its routes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJson } from '../../sandbox/files.ts'
import { openHome } from '../../sandbox/home.ts'
import { runSandbox } from '../../sandbox/run.ts'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { generatedFiles } from './files.ts'
import type { Document } from './generate-types.ts'

const folder = await mkdtemp(join(tmpdir(), 'holdfast-types-'))
const home = openHome({ HOLDFAST_HOME: folder })
const controller = new AbortController()
let written: Promise<void> | null = null
try {
  await runSandbox({
    home,
    env: { PORT: '0' },
    reset: false,
    signal: controller.signal,
    // It says that it is ready, and later that it stops.
    say() {
      written ??= write().finally(() => controller.abort())
      written.catch(() => {}) // thrown below, when everything has stopped
    },
  })
  await written
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function write(): Promise<void> {
  const file = readJson<SandboxFile>(home.sandboxFile)
  if (file === null) throw new Error('the sandbox has written no sandbox.json')
  const document = (await (await fetch(`${file.api_url}/openapi.json`)).json()) as Document
  for (const { file: path, text } of generatedFiles(document)) await writeFile(path, text)
}
