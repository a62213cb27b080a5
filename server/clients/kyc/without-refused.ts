import { PartnerError } from '../../partner/partner.ts'

const ATTEMPTS_MAX = 5
const NEEDED: ReadonlySet<string> = new Set(['type', 'client_reference_id'])

/**
 * Asks, and when fields are refused, asks again without them: who was put before the partner by hand is put there with what it takes,
 * and what is missing shows there as missing. @throws PartnerError when it names nothing that could be left out
 */
export async function withoutRefused<Fields extends object, Answer>(
  fields: Fields,
  ask: (fields: Fields) => Promise<Answer>,
): Promise<Answer> {
  let left = fields
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(left)
    } catch (error) {
      if (!(error instanceof PartnerError) || error.kind !== 'REFUSED' || attempt === ATTEMPTS_MAX)
        throw error
      const refused = new Set((error.details.fields ?? []).map(topLevel))
      const kept = Object.entries(left).filter(([name]) => NEEDED.has(name) || !refused.has(name))
      if (kept.length === Object.keys(left).length) throw error
      left = Object.fromEntries(kept) as Fields
    }
  }
}

/** `residential_address.city` and `identifying_information[0].type` stand in one field each. */
function topLevel(field: string): string {
  return field.split(/[.[]/)[0] ?? field
}
