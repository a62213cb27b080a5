import { sql } from 'kysely'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import type { ClientDeps } from '../deps.ts'
import { look } from './look.ts'
import { takeDue, takeTurn } from './turn.ts'

export interface Kyc {
  /** What the loop would do with this client, now. */
  lookAt(companyId: string, clientId: string): Promise<void>
  start(): Loop[]
}

const LOOK_EVERY_MS = 1_000

/** Hands complete clients over to the partner and follows what it decides on them. */
export function createKyc(deps: ClientDeps): Kyc {
  const { db, clock, log } = deps
  const { partner } = deps.partner
  let loop: Loop | null = null

  deps.partner.on('customer', async (customerId) => {
    // Whatever is told of it: the customer is asked for.
    await sql`
      UPDATE clients c SET look_at = ${clock.now()}
      FROM partner_customer_directory d
      JOIN client_providers p USING (company_id, client_id, customer_id)
      WHERE d.customer_id = ${customerId} AND p.provider = 'BRIDGE'
        AND c.company_id = d.company_id AND c.id = d.client_id AND c.deleted_at IS NULL`.execute(db)
    loop?.wake()
  })

  return {
    async lookAt(companyId, clientId) {
      if (partner === null) return
      const took = clock.now()
      const turn = await takeTurn(db, companyId, clientId, took)
      if (turn !== null) await look({ ...deps, partner }, turn, took)
    },
    start() {
      if (partner === null) return []
      const run = async () => {
        const took = clock.now()
        const turns = await takeDue(db, took)
        const looked = await Promise.allSettled(turns.map((turn) => look({ ...deps, partner }, turn, took)))
        // One that cannot be looked at does not hold up the others; it is due again when its turn has lapsed.
        for (const one of looked)
          if (one.status === 'rejected') log.error({ err: one.reason }, 'a client could not be looked at')
        return turns.length > 0
      }
      loop = startLoop({ name: 'kyc', everyMs: LOOK_EVERY_MS, run, log })
      return [loop]
    },
  }
}
