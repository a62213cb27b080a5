import type { Token } from '../chains/types.ts'
import type { Deposit } from '../deposits/types.ts'

/** A deposit about to be credited, from where the deposit module has booked it. */
export interface Credit {
  readonly deposit: Deposit
  readonly token: Token
  readonly source: 'UNSWEPT' | 'UNCREDITED'
}
