import { sql } from 'kysely'
import type { Player } from '../play/player.ts'

/** What is not at its end yet: state rows of payments, deposits, ramps, purchases and deliveries, none of the ledger. */
const OPEN: Readonly<Record<string, string>> = {
  'chain transactions': 'chain_transactions WHERE settled_at IS NULL',
  payments: `payments WHERE status IN ('PENDING', 'MANUAL_CHECK')`,
  deposits: `deposits WHERE status IN ('DETECTED', 'CONFIRMED') OR (orphaned AND status <> 'REVERTED')`,
  deliveries: `webhook_deliveries WHERE status = 'PENDING'`,
  'dead deliveries': `webhook_deliveries WHERE status = 'DEAD'
    AND event_id NOT IN (SELECT id FROM webhook_events WHERE event_type = 'authorization')`,
  purchases: `card_transactions WHERE state = 'ASKED'`,
  'network messages': 'network_message_directory WHERE answer IS NULL',
  'lapsed holds': 'card_transactions WHERE hold_expires_at < $now',
  // Of a living node (the class is that of its lock, kernel/node.ts): one that was answered while the database was away may stay for its retry.
  'calls under a key': `idempotency_keys WHERE state = 'RUNNING' AND node_id IN (
    SELECT objid::bigint::int FROM pg_locks WHERE locktype = 'advisory' AND classid = 4870292)`,
  'partner events': 'partner_event_directory WHERE handled_at IS NULL',
  'ramps under way': `ramps WHERE status = 'PROCESSING' OR state = 'CREATING'`,
  'claims on the partner': `ramps WHERE given_back AND tokens = 'LEFT' AND coalesce(refunded, 0) < origin_amount`,
}

/** @returns how much of what is open, but on-ramps that nobody has paid. */
export async function findOpenWork({ world }: Player): Promise<string[]> {
  const now = new Date(world.now()).toISOString()
  const open: string[] = []
  for (const [what, from] of Object.entries(OPEN)) {
    const { rows } = await sql<{ n: bigint }>`
      SELECT count(*) AS n FROM ${sql.raw(from.replace('$now', `'${now}'`))}`.execute(world.db)
    const n = rows[0]?.n ?? 0n
    if (n > 0n) open.push(`${n} ${what} ${n === 1n ? 'is' : 'are'} open`)
  }
  return open
}
