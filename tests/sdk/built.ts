import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const SDK = fileURLToPath(new URL('../../sdk/', import.meta.url))

/** A test of yesterday's build would say nothing of today's sources. */
export function assertSdkBuilt(): void {
  const built = join(SDK, 'dist/cli/main.js')
  const newest = Math.max(
    ...readdirSync(join(SDK, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )
  if (!existsSync(built) || statSync(built).mtimeMs < newest)
    throw new Error('the built SDK is older than its sources: npm run build:sdk')
}
