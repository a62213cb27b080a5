import type { Ramp } from '../model/model.ts'
import type { Player } from '../play/player.ts'
import type { Outside, RampOutside } from './outside.ts'

/** A ramp has ended as the partner says, and as it was made to end. */
export function checkRamps({ model }: Player, { ramps }: Outside): string[] {
  return model.ramps.flatMap((ramp) => {
    const end = ramps.get(ramp)
    if (end === undefined || isRight(ramp, end)) return []
    const { way, id, ending } = ramp
    return [
      `ramp ${way} ${id}, to end ${ending}, is ${end.status}; the partner says ${end.partner}, has paid ${end.paid} and got ${end.arrived}`,
    ]
  })
}

function isRight(ramp: Ramp, { status, partner, paid, arrived }: RampOutside): boolean {
  if (ramp.way === 'ON') {
    switch (ramp.ending) {
      case 'paid':
      case 'other':
        return status === 'COMPLETED' && paid > 0n
      case 'cancelled':
        return status === 'CANCELLED' && paid === 0n
      case 'unpaid':
        return (status === 'CANCELLED' || status === 'PENDING') && paid === 0n
      default:
        return status === 'FAILED' && paid === 0n
    }
  }
  if (status === 'COMPLETED')
    return ramp.ending === 'paid' && partner === 'payment_processed' && arrived === ramp.micro && paid === 0n
  // What reached the partner came back; what never left is there.
  return status === 'FAILED' && partner !== 'payment_processed' && paid === arrived
}
