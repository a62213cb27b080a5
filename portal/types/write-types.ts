/** `npm run portal:types`: starts the sandbox for a moment and writes the types of its calls. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readJson } from '../../sandbox/files.ts'
import { openHome } from '../../sandbox/home.ts'
import { runSandbox } from '../../sandbox/run.ts'
import type { SandboxFile } from '../../sandbox/sandbox-file.ts'
import { generateTypes } from './generate-types.ts'

const FILE = new URL('../src/shared/api/schema.d.ts', import.meta.url)

const folder = await mkdtemp(join(tmpdir(), 'holdfast-types-'))
const home = openHome({ HOLDFAST_HOME: folder })
const controller = new AbortController()
try {
  await runSandbox({
    home,
    env: { PORT: '0' },
    reset: false,
    signal: controller.signal,
    say: () => void write().finally(() => controller.abort()),
  })
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function write(): Promise<void> {
  const file = readJson<SandboxFile>(home.sandboxFile)
  if (file === null) return
  const document = await (await fetch(`${file.api_url}/openapi.json`)).json()
  await writeFile(FILE, generateTypes(document))
}
