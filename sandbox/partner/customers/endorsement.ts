import { notAllowed } from '../http/problem.ts'
import type { CustomerRecord } from '../records.ts'

/** A rail is open when the customer is active and its endorsement approved. @throws Problem 403 */
export function demandEndorsement({ status, approved }: CustomerRecord, endorsement: string): void {
  if (status !== 'active') throw notAllowed(`The customer is ${status}, not active`)
  if (!approved.includes(endorsement)) throw notAllowed(`The customer lacks the endorsement ${endorsement}`)
}
