import type { Vault } from '../../server/custody/vault.ts'
import type { ReorgOptions } from './reorg.ts'
import type { DeployedToken } from './tokens.ts'

/** The deepest reorganisation that can be asked for (contract, active-management §11). */
export const REORG_DEPTH_MAX = 64

/** Where a chain's process keeps what it keeps. */
export interface ChainFiles {
  readonly record: string
  readonly dump: string
  readonly states: string
  readonly log: string
}

export interface LaunchOptions {
  readonly port: number
  readonly files: ChainFiles
  /** Goes on from the dump. */
  readonly restore: boolean
  /** Time of the first block of a new chain. */
  readonly genesisAt: Date
}

/** The platform's vault, as far as the gas account is concerned. */
export type GasVault = Pick<Vault, 'address' | 'signerFor'>

/** A payment from the endless account of the sandbox. */
export interface Gift {
  readonly to: string
  readonly units: bigint
  /** Null: the coin. */
  readonly token: string | null
}

/** In the words of the chain's own API. */
export interface ChainTransaction {
  readonly transaction: object
  /** Null: it is in no block yet. */
  readonly receipt: object | null
}

/** The chain knows no way to pay this address: a contract that takes no coin, or the payer itself. */
export class GiftRefused extends Error {}

/** What the families of chains do in different ways; the life of their processes is the same (sandbox-chain.ts). */
export interface LocalChain {
  readonly coinDecimals: number
  launch(options: LaunchOptions): Promise<{ readonly url: string; readonly pid: number }>
  /** True when a node of this chain answers at `url`. */
  answers(url: string): Promise<boolean>
  /** Resumes blocks: the starter may have been killed in a reorganisation. */
  resume(url: string): Promise<void>
  /** Makes the tokens that are not there yet. */
  tokens(url: string): Promise<DeployedToken[]>
  height(url: string): Promise<number>
  /** How many of the newest blocks can be replaced. `floor`: none up to this one. */
  reorgDepthMax(url: string, floor: number): Promise<number>
  /** Nothing may be mined in between. @returns the height afterwards. */
  reorg(url: string, options: ReorgOptions): Promise<number>
  mine(url: string, blocks: number): Promise<void>
  writeDump(url: string, files: ChainFiles): Promise<void>
  /** As the node tells it; null: there is none. */
  transaction(url: string, hash: string): Promise<ChainTransaction | null>
  /** As its callers write it, or null. */
  readAddress(text: string): string | null
  /** @returns the transaction's hash. @throws GiftRefused */
  give(url: string, gift: Gift): Promise<string>
  /** What the platform's gas account needs, as its operator would give it. */
  fundGasAccount(url: string, vault: GasVault): Promise<void>
  /** Settings of the platform that only this family has. */
  settings(url: string): [name: string, value: string][]
  /** What scripts need of it (sandbox.json). */
  describe(url: string): Readonly<Record<string, string | number>>
}
