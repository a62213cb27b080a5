import type { NetworkMessage } from '../message.ts'
import type { ProgramSettings } from '../program.ts'

type Held = Pick<NetworkMessage, 'mcc' | 'channel' | 'initiator'>

const DAY_MS = 86_400_000

/** For how many days a hold waits for its clearing (contract, cards §7). */
export function holdDays({ holdDays: days }: Pick<ProgramSettings, 'holdDays'>, message: Held): number {
  if (isLong(message.mcc)) return days.long
  if (message.initiator === 'merchant') return days.merchant_initiated
  return message.channel === 'ECOMMERCE' ? days.ecommerce : days.card_present
}

export function holdExpiresAt(settings: Pick<ProgramSettings, 'holdDays'>, message: Held, now: Date): Date {
  return new Date(now.getTime() + holdDays(settings, message) * DAY_MS)
}

/** Airlines, car hire and hotels: 3000 to 3999, 4511, 7011, 7512. */
function isLong(mcc: string | null): boolean {
  return mcc !== null && (/^3\d{3}$/.test(mcc) || mcc === '4511' || mcc === '7011' || mcc === '7512')
}
