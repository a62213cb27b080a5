import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePlace } from '../../sandbox/postgres/place.ts'
import { startPostgres } from '../../sandbox/postgres/server.ts'

/** An embedded PostgreSQL that is gone, with its data, after `stop`. */
export async function startTestPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  await chmod(parent, 0o711) // as root, PostgreSQL runs as another user
  const folder = join(parent, 'postgres')
  const postgres = await startPostgres({ folder, password: randomBytes(16).toString('hex'), fsync: false })
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      removePlace(folder)
      await rm(parent, { recursive: true, force: true })
    },
  }
}
