import type { Purchase } from './purchases.ts'

/**
 * All that a processor would know of a card's purchases, the newest first: what the simulator remembers, and what the platform has
 * recorded. Who has counted more of a purchase is right about it: the simulator while a first message is on its way, the platform
 * once others have sent something.
 */
export function knownPurchases(remembered: readonly Purchase[], recorded: readonly Purchase[]): Purchase[] {
  const byRef = new Map(remembered.map((purchase) => [purchase.transactionRef, purchase]))
  const recordedRefs = new Set(recorded.map(({ transactionRef }) => transactionRef))
  const merged = recorded.map((purchase) => combine(byRef.get(purchase.transactionRef), purchase))
  const others = remembered.filter(({ transactionRef }) => !recordedRefs.has(transactionRef))
  return [...others, ...merged].sort(newestFirst)
}

/** Those of one instant stay in the order in which they are. */
function newestFirst(a: Purchase, b: Purchase): number {
  if (a.begunAt === b.begunAt) return 0
  return a.begunAt < b.begunAt ? 1 : -1
}

function combine(remembered: Purchase | undefined, recorded: Purchase): Purchase {
  if (remembered === undefined) return recorded
  const { begunAt, transactionId } = recorded
  const hasArrived = remembered.state === 'AWAITED' && recorded.authorized.bill > 0
  if (!hasArrived && !hasMore(recorded, remembered)) return { ...remembered, begunAt, transactionId }
  const { networkId, circumstances } = remembered
  return { ...recorded, networkId, circumstances: { ...recorded.circumstances, ...circumstances } }
}

function hasMore(a: Purchase, b: Purchase): boolean {
  return (['authorized', 'released', 'cleared', 'refunded'] as const).some((sum) => a[sum].bill > b[sum].bill)
}
