import type { Vault } from '../custody/vault.ts'
import type { ChainConfig } from '../kernel/config.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import type { Refusal } from '../kernel/refusal.ts'
import type { BlockRef, ChainName, ChainTransfer, Intent, Token } from './types.ts'

/** What every part above the adapters knows of a chain. Chosen once, in connect.ts, by `config.family`. */
export interface Chain {
  readonly config: ChainConfig
  readonly addresses: AddressForm
  readonly blocks: BlockSource
  readonly state: ChainState
  readonly sweeping: Sweeping
  readonly nodes: NodeDirectory
  /** Absent: blocks show all coin that moves, also what contracts send (TRON). */
  readonly pastCoin?: PastCoin
  /** @throws ChainSetupError when the node serves another chain: strangers' deposits would be shown as ours. */
  checkIdentity(): Promise<void>
  /** Smallest units of coin that one token payment may cost now. @throws NodeUnavailable */
  paymentCost(): Promise<bigint>
}

export interface AddressForm {
  /**
   * An address as a caller writes it, given back as it is emitted, or null when it is none of the chain's: blanks, a wrong
   * checksum, another chain's form.
   */
  read(text: string): string | null
  /** Nobody can have its key: what is sent there is gone, and tokens refuse to send there. */
  isNobody(address: string): boolean
  /** The address of a key of ours on this chain. @throws when the path is not one of derivation.ts. */
  ofKey(vault: Pick<Vault, 'address'>, keyPath: string): string
}

/** @throws NodeUnavailable when no node gives an answer that can be used. */
export interface BlockSource {
  head(): Promise<bigint>
  /** Null when the node has no such block. */
  ref(number: bigint): Promise<BlockRef | null>
  /**
   * What every node with a say has at this height: for what is never taken back. Without it one node's word is taken.
   * @throws NodeUnavailable also when one of them cannot answer: wait.
   */
  refs?(number: bigint): Promise<readonly (BlockRef | null)[]>
  read(asked: BlocksToRead): Promise<BlocksRead>
}

export interface BlocksToRead {
  readonly from: bigint
  readonly to: bigint
  readonly tokens: readonly string[]
  /** Of these addresses, as the directory keeps them (address.ts), those that are ours. */
  readonly findOurs: (addresses: readonly string[]) => Promise<ReadonlySet<string>>
}

export interface BlocksRead {
  /** Consecutive, each the parent of the next. */
  readonly blocks: readonly BlockRef[]
  /** In the order of the chain; only those to the addresses asked for. */
  readonly transfers: readonly ChainTransfer[]
}

/** @throws NodeUnavailable when no node gives an answer that can be used. */
export interface ChainState {
  /** As of `block`, else now; TRON: now. */
  coin(holder: string, block?: bigint): Promise<bigint>
  /** By asset id, as of `block`, else now. Not every node knows the state of old blocks, and TRON only that of now. */
  tokens(
    holder: string,
    tokens: readonly Pick<Token, 'chain' | 'address'>[],
    block?: bigint,
  ): Promise<Map<string, bigint>>
  /** TOKEN_NOT_ERC20 when there is no token contract at the address. */
  metadata(address: string): Promise<TokenMetadata | Refusal>
}

/** What addresses had at a block that is final: how coin is found that no transaction shows. @throws NodeUnavailable */
export interface PastCoin {
  /** So many holders are read in one question. */
  readonly holdersMax: number
  /** In the order of `holders`, at most `holdersMax`; one node's word. */
  read(holders: readonly string[], block: bigint): Promise<readonly bigint[]>
  /** What all nodes with a say agree on. @throws NodeUnavailable also when they do not: wait. */
  agreed(holder: string, at: { readonly block: bigint; readonly earlier: bigint }): Promise<AgreedCoin>
}

export interface AgreedCoin {
  readonly units: bigint
  /** Transactions that the holder has sent through this block. */
  readonly sent: bigint
  readonly blockHash: string
  /** Of the block `earlier`. */
  readonly earlierHash: string
}

export interface TokenMetadata {
  readonly name: string
  readonly symbol: string
  readonly decimals: number
}

/** How deposits come from their addresses into the holding wallet. */
export interface Sweeping {
  readonly walletsPerSweep: number
  /** How it is known what a mined sweep took: all that lay there, or the deposits that were marked with its id. */
  readonly takes: 'WHOLE_BALANCE' | 'MARKED_DEPOSITS'
  /** Who signs a sweep and pays for it. */
  from(to: SweepDestination, wallets: readonly SweptWallet[]): { address: string; keyPath: string }
  intent(to: SweepDestination, token: string, wallets: readonly SweptWallet[]): Intent
  /** `UNDER_WAY`: wait. `MISSING`: `prepare` first. @throws NodeUnavailable */
  readiness(reader: Reader, to: SweepDestination): Promise<'READY' | 'UNDER_WAY' | 'MISSING'>
  prepare(tx: Tx, to: SweepDestination, now: Date): Promise<void>
}

export interface SweepDestination {
  readonly companyId: string
  /** Whose deposits go there. */
  readonly product: string
  readonly chain: ChainName
  readonly holdingAddress: string
  readonly gas: { readonly address: string; readonly keyPath: string }
}

export interface SweptWallet {
  readonly address: string
  readonly keyPath: string
  /** Smallest units: of the deposits that are taken. */
  readonly amount: bigint
}

export interface NodeDirectory {
  /** Empty while none was asked. */
  health(): readonly NodeHealth[]
  /** The newest final block as it was read: a node that has another one is not believed. */
  keep?(block: { readonly number: bigint; readonly hash: string }): void
}

export interface NodeHealth {
  /** The host alone: paths and queries of URLs hold keys. */
  readonly name: string
  readonly state: 'UP' | 'LAGGING' | 'DOWN' | 'LYING'
  readonly head: bigint | null
  readonly reason: string | null
}
