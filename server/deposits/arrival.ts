import type { ChainName, ChainTransfer, Token } from '../chains/types.ts'
import type { DirectoryEntry } from './directory.ts'
import type { DepositProduct } from './types.ts'

/** A transfer and the address of ours that it reached. */
export interface Arrival {
  readonly transfer: ChainTransfer
  readonly entry: DirectoryEntry
}

/** One company on one chain, at one time. */
export interface RecordedAt {
  readonly companyId: string
  readonly chain: ChainName
  readonly products: ReadonlyMap<string, DepositProduct>
  /** Those listed for the company, and the chain's coin, by address. */
  readonly tokens: ReadonlyMap<string, Token>
  /** Read at finality, so where it stands now it stays. */
  readonly isFinal: boolean
  readonly now: Date
}

/** Whether the transfer's token counts for the product whose address it reached. */
export function isSupported(at: RecordedAt, { transfer, entry }: Arrival): boolean {
  const token = at.tokens.get(transfer.tokenAddress)
  return token !== undefined && productOf(at.products, entry.product).accepts(token)
}

/** @throws when addresses exist of a product that was not composed: a fault of the program. */
export function productOf(products: ReadonlyMap<string, DepositProduct>, name: string): DepositProduct {
  const product = products.get(name)
  if (product === undefined) throw new Error(`no product takes deposits of ${name}`)
  return product
}
