import type { Database } from '../../kernel/database.ts'
import type { Node } from '../../kernel/node.ts'

/**
 * Gives back what nodes that no longer live were sending: whether those requests arrived is unknown, so they are sent again.
 * @returns how many.
 */
export async function recoverClaims(db: Database, node: Pick<Node, 'living'>): Promise<number> {
  const claimed = await db
    .selectFrom('webhook_deliveries')
    .select('node_id')
    .distinct()
    .where('node_id', 'is not', null)
    .execute()
  const ids = claimed.flatMap(({ node_id }) => (node_id === null ? [] : [node_id]))
  if (ids.length === 0) return 0
  const living = await node.living(ids)
  const dead = ids.filter((id) => !living.has(id))
  return dead.length === 0 ? 0 : releaseClaims(db, dead)
}

export async function releaseClaims(db: Database, nodeIds: readonly number[]): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('webhook_deliveries')
    .set({ node_id: null })
    .where('node_id', 'in', nodeIds)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
