import { type Refusal, refuse } from '../kernel/refusal.ts'
import { type Partner, PartnerError } from './partner.ts'

/** For calls that cannot be answered without the partner: where there is none, or it does not answer, that is a refusal and no fault of ours. */
export async function askPartner<T>(
  partner: Partner | null,
  question: (partner: Partner) => Promise<T>,
): Promise<T | Refusal> {
  if (partner === null) return refuse('PARTNER_NOT_SET_UP')
  try {
    return await question(partner)
  } catch (error) {
    if (error instanceof PartnerError && error.kind === 'UNAVAILABLE') return refuse('PARTNER_UNAVAILABLE')
    throw error
  }
}
