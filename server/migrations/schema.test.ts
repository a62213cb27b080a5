import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../tests/harness/database.ts'
import { pendingMigrations } from '../kernel/migrate.ts'
import { generateSchema } from './generate-schema.ts'

test('the table types are those of a migrated database', async () => {
  const database = await freshDatabase()
  try {
    const committed = await readFile(new URL('./schema.ts', import.meta.url), 'utf8')
    expect(await generateSchema(database.url), 'run npm run schema').toBe(committed)
    expect(await pendingMigrations(database.url)).toEqual([])
  } finally {
    await database.drop()
  }
})
