import { IntentMismatch } from '../sender/intent-mismatch.ts'
import type { Intent } from '../types.ts'
import { evmOfAddress, readTronAddress } from './address.ts'
import type { Contract } from './contracts.ts'
import { decodeRaw, type RawTransaction, referTo, TransactionError } from './transaction.ts'

/** What must be so of the bytes besides their intent. Times are milliseconds of the chain's clock. */
export interface TronFacts {
  readonly owner: string
  /** Id of the block that it refers to. */
  readonly refBlockId: string
  readonly expiresAfter: bigint
  readonly expiresAtMost: bigint
  readonly maxFeeSun: bigint
  readonly nativeAddress: string
}

const SUN_END = 2n ** 63n

/**
 * Decodes the unsigned bytes again, strictly, and compares everything that moves anything.
 * @throws IntentMismatch at the first difference.
 */
export function verifyTronIntent(unsigned: Uint8Array, intent: Intent, facts: TronFacts): RawTransaction {
  const raw = read(unsigned)
  const { refBlockBytes, refBlockHash } = referTo(facts.refBlockId)
  demand('reference block', Buffer.from(raw.refBlockBytes).equals(refBlockBytes))
  demand('hash of the reference block', Buffer.from(raw.refBlockHash).equals(refBlockHash))
  demand('expiry', raw.expiration > facts.expiresAfter && raw.expiration <= facts.expiresAtMost)
  demand('memo', memoText(raw.data) === (intent.kind === 'token_transfer' ? (intent.memo ?? '') : ''))
  const { contract } = raw
  if (contract.type === 'OTHER') throw new IntentMismatch(`its contract is of type ${contract.number}`)
  demand('owner', contract.owner === facts.owner && readTronAddress(facts.owner) !== null)
  const runsCode = contract.type === 'TriggerSmartContract'
  demand('fee limit', raw.feeLimit >= 0n && raw.feeLimit <= (runsCode ? facts.maxFeeSun : 0n))
  verifyContract(contract, intent, facts.nativeAddress)
  return raw
}

/** Null for bytes that are no text: they are no memo of ours. A mark of the byte order is a character like any other. */
function memoText(data: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return null
  }
}

function read(unsigned: Uint8Array): RawTransaction {
  try {
    return decodeRaw(unsigned)
  } catch (error) {
    if (error instanceof TransactionError) throw new IntentMismatch(error.message)
    throw error
  }
}

function verifyContract(contract: Contract, intent: Intent, nativeAddress: string): void {
  switch (intent.kind) {
    case 'token_transfer':
      demand('token', intent.token !== nativeAddress)
      demandTokenTransfer(contract, intent.token, intent.to, BigInt(intent.amount))
      return
    case 'native_transfer':
      demandCoinTransfer(contract, intent.to, BigInt(intent.amount))
      return
    case 'sweep_own':
      if (intent.token === nativeAddress) demandCoinTransfer(contract, intent.holding, BigInt(intent.amount))
      else demandTokenTransfer(contract, intent.token, intent.holding, BigInt(intent.amount))
      return
    case 'delegate_energy':
      demandDelegation('DelegateResourceContract', contract, intent.to, BigInt(intent.stake))
      return
    case 'return_energy':
      demandDelegation('UnDelegateResourceContract', contract, intent.to, BigInt(intent.stake))
      return
    case 'activate':
      demand('type', contract.type === 'AccountCreateContract')
      if (contract.type === 'AccountCreateContract') demand('account', contract.account === intent.to)
      return
    case 'deploy_sweeper':
    case 'sweep':
      throw new IntentMismatch(`${intent.kind} is nothing that Tron does`)
  }
}

/** Word by word, not by the function that built it: transfer's selector, twelve zero bytes, 20 of the receiver, the amount. */
function demandTokenTransfer(contract: Contract, token: string, to: string, amount: bigint): void {
  if (contract.type !== 'TriggerSmartContract') throw new IntentMismatch('type differs from the intent')
  demand('token', contract.contract === token)
  demand('value', contract.callValue === 0n)
  const data = Buffer.from(contract.data).toString('hex')
  demand('call data length', data.length === 2 * 68)
  demand('call', data.startsWith('a9059cbb'))
  demand(
    'receiver',
    readTronAddress(to) !== null && data.slice(8, 72) === `${'0'.repeat(24)}${evmOfAddress(to).slice(2)}`,
  )
  demand('amount', amount > 0n && BigInt(`0x${data.slice(72)}`) === amount)
}

function demandCoinTransfer(contract: Contract, to: string, amount: bigint): void {
  if (contract.type !== 'TransferContract') throw new IntentMismatch('type differs from the intent')
  demand('receiver', contract.to === to)
  demand('amount', amount > 0n && amount < SUN_END && contract.amount === amount)
}

function demandDelegation(
  type: 'DelegateResourceContract' | 'UnDelegateResourceContract',
  contract: Contract,
  to: string,
  stake: bigint,
): void {
  if (contract.type !== type) throw new IntentMismatch('type differs from the intent')
  if (contract.type !== 'DelegateResourceContract' && contract.type !== 'UnDelegateResourceContract') return
  demand('resource', contract.resource === 'ENERGY')
  demand('receiver', contract.to === to)
  demand('stake', stake > 0n && contract.stake === stake)
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new IntentMismatch(`${what} differs from the intent`)
}
