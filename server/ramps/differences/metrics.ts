import { sql } from 'kysely'
import { Gauge } from 'prom-client'
import type { Database } from '../../kernel/database.ts'
import { metrics } from '../../kernel/metrics.ts'
import { DIFFERENCE_KINDS } from './difference.ts'

const differences = new Gauge({
  name: 'holdfast_partner_differences',
  help: 'Differences between the records of the banking partner and the books that are open, by kind',
  labelNames: ['kind'],
  registers: [metrics],
})

export async function showDifferences(db: Database): Promise<void> {
  const { rows } = await sql<{ kind: string; open: bigint }>`
    SELECT kind, count(*) AS open FROM partner_differences WHERE gone_at IS NULL GROUP BY kind`.execute(db)
  for (const kind of DIFFERENCE_KINDS)
    differences.set({ kind }, Number(rows.find((row) => row.kind === kind)?.open ?? 0n))
}
