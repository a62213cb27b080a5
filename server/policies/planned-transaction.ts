import type { Intent, NewChainTransaction } from '../chains/types.ts'

/** The transaction of a payment. `intent` null: people may have to decide, or somebody to name an address, before it is known where it goes. */
export type PlannedTransaction = Omit<NewChainTransaction, 'intent'> & { readonly intent: Intent | null }
