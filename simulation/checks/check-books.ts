import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Player } from '../play/player.ts'

const MAIN = new URL('../../server/main.ts', import.meta.url).pathname

/** `npm run verify`, as an operator runs it: what it finds. */
export async function checkBooks({ world }: Player): Promise<string[]> {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const env = { PATH, NODE_COMPILE_CACHE, ...world.verifySettings }
  try {
    await promisify(execFile)(process.execPath, [MAIN, 'verify'], { env })
    return []
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    return [`verify: ${stdout}${stderr}`]
  }
}
