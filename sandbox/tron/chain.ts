import { type Block, type MinedTransaction, makeBlock } from './block.ts'
import { type Execution, execute } from './execute.ts'
import { GENESIS } from './genesis-block.ts'
import type { Receipt } from './receipt.ts'
import { Refused } from './refused.ts'
import { before, Store, type Undo } from './store.ts'
import { type ChainFacts, checkTransaction, type Transaction } from './transaction.ts'
import { createVm, type Vm } from './vm.ts'

/** Blocks that can be replaced: what undoes older ones is not kept. */
export const UNDO_BLOCKS_MAX = 100
/** A transaction may refer to one of so many newest blocks: their numbers differ in the last two bytes. */
const REFERENCE_BLOCKS = 65_536

export interface FoundTransaction extends MinedTransaction {
  readonly block: Block
}

/** What a chain is made from: a genesis, or a dump. */
export interface ChainContent {
  readonly blocks: Block[]
  readonly undos: Undo[]
  readonly forks: number
  readonly pending: Transaction[]
}

/**
 * Blocks, what is pending, and the state. Nothing in here waits for anything but the virtual machine; its caller lets one
 * method run at a time.
 */
export class Chain {
  readonly store: Store
  readonly vm: Vm
  /** Confirmations from which a block is solid. */
  readonly finality: number
  readonly #blocks: Block[]
  /** What undoes the newest blocks, oldest first. */
  readonly #undos: Undo[]
  readonly #places = new Map<string, { readonly number: number; readonly index: number }>()
  #pending: Transaction[]
  /** What the pending ones would change: nobody can spend a coin twice before the next block. */
  #ahead: Store
  #forks: number

  static async open(store: Store, content: ChainContent, finality: number): Promise<Chain> {
    const chain = new Chain(store, await createVm(GENESIS.chainId), content, finality)
    await chain.#lookAhead()
    return chain
  }

  private constructor(store: Store, vm: Vm, content: ChainContent, finality: number) {
    this.store = store
    this.vm = vm
    this.finality = finality
    this.#blocks = content.blocks
    this.#undos = content.undos
    this.#pending = content.pending
    this.#forks = content.forks
    this.#ahead = this.layer()
    for (const block of this.#blocks) this.#remember(block)
  }

  get head(): Block {
    const block = this.#blocks.at(-1)
    if (block === undefined) throw new Error('a chain without blocks')
    return block
  }

  /** The newest block that counts as final. */
  get solid(): Block {
    return this.block(Math.max(0, this.head.number - this.finality + 1)) ?? this.head
  }

  get pending(): readonly Transaction[] {
    return this.#pending
  }

  /** How many of the newest blocks can be replaced. */
  get forkDepthMax(): number {
    return this.#undos.length
  }

  block(number: number): Block | null {
    return this.#blocks[number] ?? null
  }

  blockById(id: string): Block | null {
    if (!/^[0-9a-f]{64}$/.test(id)) return null
    const block = this.block(Number.parseInt(id.slice(0, 16), 16))
    return block?.id === id ? block : null
  }

  find(id: string): FoundTransaction | null {
    const place = this.#places.get(id)
    if (place === undefined) return null
    const block = this.block(place.number)
    const mined = block?.transactions[place.index]
    return block === null || mined === undefined ? null : { ...mined, block }
  }

  /** State as it is, or as it was at the solid block. */
  view(solid: boolean): Pick<Store, 'get'> {
    const count = this.head.number - this.solid.number
    return {
      get: solid && count > 0 ? before(this.store, this.#undos.slice(-count)) : (key) => this.store.get(key),
    }
  }

  /** A store over this view whose changes nobody sees. */
  layer(solid = false): Store {
    return new Store(this.view(solid).get)
  }

  /** Puts it into the pool. @throws Refused */
  async accept(transaction: Transaction): Promise<void> {
    checkTransaction(transaction, this.#facts())
    await execute(this.#execution(this.#ahead, transaction, this.#next(0)))
    this.#pending.push(transaction)
  }

  /** Adds blocks; the first takes all that is pending. `stepMs`: how much later than its parent each is, at least. */
  async mine(count: number, stepMs: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const transactions = this.#pending
      this.#pending = []
      const { timestamp } = this.#next(stepMs)
      await this.#add(transactions, timestamp)
    }
    await this.#lookAhead()
  }

  /** Forgets what is pending. @returns how many. */
  async dropPending(): Promise<number> {
    const dropped = this.#pending.length
    this.#pending = []
    await this.#lookAhead()
    return dropped
  }

  /**
   * Replaces the newest blocks by as many others of the same times. Their transactions are gone, or mined one block later
   * (the newest block's stay in the last); one that refers to a replaced block is valid nowhere any more.
   */
  async fork(depth: number, keepTransactions: boolean): Promise<void> {
    if (depth > this.forkDepthMax) throw new Error(`only ${this.forkDepthMax} blocks can be replaced`)
    const replaced = this.#blocks.splice(-depth)
    for (const block of replaced.toReversed()) {
      const undo = this.#undos.pop()
      if (undo === undefined) throw new Error('a block that cannot be undone')
      this.store.undoSealed(undo)
      for (const { transaction } of block.transactions) this.#places.delete(transaction.id)
    }
    this.#forks += 1
    const kept = replaced.map(({ transactions }) => transactions.map(({ transaction }) => transaction))
    for (const [index, block] of replaced.entries()) {
      const due = depth === 1 ? [index] : [index - 1, ...(index === depth - 1 ? [index] : [])]
      const transactions = keepTransactions ? due.flatMap((one) => kept[one] ?? []) : []
      await this.#add(transactions, block.timestamp)
    }
    await this.#lookAhead()
  }

  /** For a dump. */
  content(): ChainContent {
    return { blocks: this.#blocks, undos: this.#undos, forks: this.#forks, pending: this.#pending }
  }

  /** Those that are not valid any more are left out. */
  async #add(transactions: readonly Transaction[], timestamp: number): Promise<void> {
    const number = this.head.number + 1
    const mined: MinedTransaction[] = []
    for (const transaction of transactions) {
      const receipt = await this.#try(this.#execution(this.store, transaction, { number, timestamp }))
      if (receipt !== null) mined.push({ transaction, receipt })
    }
    const block = makeBlock({ number, timestamp, fork: this.#forks, transactions: mined }, this.head)
    this.#blocks.push(block)
    this.#undos.push(this.store.seal())
    if (this.#undos.length > UNDO_BLOCKS_MAX) this.#undos.shift()
    this.#remember(block)
  }

  async #try(execution: Execution): Promise<Receipt | null> {
    try {
      checkTransaction(execution.transaction, this.#facts())
      return await execute(execution)
    } catch (error) {
      if (error instanceof Refused) return null
      throw error
    }
  }

  async #lookAhead(): Promise<void> {
    this.#ahead = this.layer()
    const pending = this.#pending
    this.#pending = []
    for (const transaction of pending)
      if ((await this.#try(this.#execution(this.#ahead, transaction, this.#next(0)))) !== null)
        this.#pending.push(transaction)
  }

  #execution(store: Store, transaction: Transaction, block: Execution['block']): Execution {
    return { store, vm: this.vm, block, transaction }
  }

  #next(stepMs: number): Execution['block'] {
    const { number, timestamp } = this.head
    return { number: number + 1, timestamp: Math.max(timestamp + Math.max(stepMs, 1), Date.now()) }
  }

  #facts(): ChainFacts {
    return {
      headTime: this.head.timestamp,
      blockEndingWith: (bytes) => this.#blockEndingWith(bytes)?.id ?? null,
      knows: (id) => this.#places.has(id) || this.#pending.some((one) => one.id === id),
    }
  }

  #blockEndingWith(bytes: Uint8Array): Block | null {
    if (bytes.length !== 2) return null
    const behind = (this.head.number - Buffer.from(bytes).readUInt16BE()) & (REFERENCE_BLOCKS - 1)
    return this.block(this.head.number - behind)
  }

  #remember(block: Block): void {
    for (const [index, { transaction }] of block.transactions.entries())
      this.#places.set(transaction.id, { number: block.number, index })
  }
}
