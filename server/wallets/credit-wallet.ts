import type { Token } from '../chains/types.ts'
import type { Tx } from '../kernel/database.ts'
import { derivedId } from '../kernel/ids.ts'
import { book } from '../ledger/book.ts'
import { equity, virtualBalance } from './balances.ts'
import { writeMovements } from './movement.ts'
import type { VirtualWallet } from './virtual-wallet.ts'

export interface CompanyCredit {
  readonly id: string
  readonly wallet: VirtualWallet
  readonly token: Token
  readonly units: bigint
  readonly at: Date
}

/** The company owes its client more, whether holding covers it or not: leverage, on purpose. No event. */
export async function creditWallet(tx: Tx, credit: CompanyCredit): Promise<void> {
  const { wallet, token, units, at } = credit
  const booking = await book(
    tx,
    wallet.company_id,
    [
      {
        type: 'POST',
        id: derivedId('company_credit', credit.id),
        debit: equity(wallet.company_id, token.id),
        credit: virtualBalance(wallet.id, token.id),
        amount: units,
        reason: 'company_credit',
        subjectId: credit.id,
      },
    ],
    at,
  )
  if (!booking.booked) throw new Error(`Company credit ${credit.id} was not booked: ${booking.problem}`)
  await writeMovements(tx, [
    {
      companyId: wallet.company_id,
      walletId: wallet.id,
      operation: 'HOLDING_CREDIT',
      operationId: null,
      status: 'COMPLETED',
      token,
      units,
      hash: null,
      subjectId: credit.id,
      data: {},
      at,
    },
  ])
}
