import type { Parts } from '../card-money.ts'
import { allFees, clientFees, type Fees, feesOn, feesReturned, providerFees, subtractFees } from '../fees.ts'
import type { CardSide, Purchase } from './purchase.ts'

/** All that is charged now, of the hold and of what is settled, before what refunds returned. */
export function chargedFees({ settled, hold, rates }: Purchase): Fees {
  return feesOn(settled.bill + hold.bill, rates)
}

export function returnedFees({ settled, refunded, rates }: Purchase): Fees {
  return feesReturned(feesOn(settled.bill, rates), settled.bill, refunded.bill)
}

/** What counts against the limits: held and settled amounts with their fees, less what came back. */
export function countedAmount(purchase: Purchase): bigint {
  const { settled, hold, refunded } = purchase
  const fees = allFees(chargedFees(purchase)) - allFees(returnedFees(purchase))
  const amount = settled.bill + hold.bill + fees - refunded.bill
  return amount > 0n ? amount : 0n
}

/** Of what is settled, what stays charged. */
export function keptFees(purchase: Purchase): Fees {
  return subtractFees(feesOn(purchase.settled.bill, purchase.rates), returnedFees(purchase))
}

/** The hold of an amount: with the fees that it adds to what is settled. */
export function holdOn({ settled, rates }: Purchase, bill: bigint, side: CardSide): Parts {
  const fees = subtractFees(feesOn(settled.bill + bill, rates), feesOn(settled.bill, rates))
  return partsOf(bill, fees, side)
}

export function partsOf(bill: bigint, fees: Fees, { hasBalance }: CardSide): Parts {
  const client = clientFees(fees)
  const provider = providerFees(fees)
  return {
    bill,
    clientFees: client,
    providerFees: provider,
    card: hasBalance ? bill + client + provider : 0n,
  }
}
