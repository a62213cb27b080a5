import { sql } from 'kysely'
import type { Database } from '../../server/kernel/database.ts'

/** Every row of every table as text, as a dump would show it: `table {json}`; bytea as hex. */
export async function dumpTables(db: Database): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`.execute(db)
  const dumps = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ row: string }>`
        SELECT to_jsonb(t)::text AS row FROM ${sql.table(name)} t`.execute(db)
      return rows.map(({ row }) => `${name} ${row}`)
    }),
  )
  return dumps.flat()
}
