/** `npm run schema`: migrates an empty database and writes the table types from its catalogue. */
import { writeFile } from 'node:fs/promises'
import { migrate } from '../../server/kernel/migrate.ts'
import { generateSchema } from '../../server/migrations/generate-schema.ts'
import { startTestPostgres } from './postgres.ts'

const SCHEMA_FILE = new URL('../../server/migrations/schema.ts', import.meta.url)

const postgres = await startTestPostgres()
try {
  await migrate(postgres.url)
  await writeFile(SCHEMA_FILE, await generateSchema(postgres.url))
} finally {
  await postgres.stop()
}
