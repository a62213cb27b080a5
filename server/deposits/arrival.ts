import type { ChainName, ChainTransfer, Token } from '../chains/types.ts'
import type { DirectoryEntry } from './directory.ts'

/** A transfer and the address of ours that it reached. */
export interface Arrival {
  readonly transfer: ChainTransfer
  readonly entry: DirectoryEntry
}

/** One company on one chain, at one time. */
export interface RecordedAt {
  readonly companyId: string
  readonly chain: ChainName
  /** Those listed for the company, by address. */
  readonly tokens: ReadonlyMap<string, Token>
  /** Read at finality, so where it stands now it stays. */
  readonly isFinal: boolean
  readonly now: Date
}
