import { addressOfHex } from '../../server/chains/tron/address.ts'
import { readAccount, type TronAccount, withStake, writeAccount } from './account.ts'
import { keyOf } from './contract-types.ts'
import { PARAMETERS } from './parameters.ts'
import { invalid, withoutResources } from './refused.ts'
import { freeBandwidthLeft, resourceLeft, use } from './resources.ts'
import type { Store } from './store.ts'
import type { Transaction } from './transaction.ts'

export interface BandwidthBill {
  readonly used: bigint
  /** Burned sun. */
  readonly fee: bigint
}

/** Takes the bytes of a transaction from stake, else from the free allowance, else burns TRX. @throws Refused */
export function payBandwidth(store: Store, transaction: Transaction, now: number): BandwidthBill {
  const { owner } = transaction
  const account = readAccount(store, owner)
  if (account === null) throw invalid(`account [${addressOfHex(`41${owner}`)}] does not exist`)
  const bytes = BigInt(transaction.bytes)
  if (resourceLeft(store, account, 'BANDWIDTH', now) >= bytes) {
    const used = use(account.stakes.BANDWIDTH.used, bytes, now)
    writeAccount(store, owner, withStake(account, 'BANDWIDTH', { used }))
    return { used: bytes, fee: 0n }
  }
  if (makesAccount(store, transaction)) return burn(store, transaction, account, PARAMETERS.createAccountFee)
  if (freeBandwidthLeft(account, now) >= bytes) {
    const freeBandwidthUsed = use(account.freeBandwidthUsed, bytes, now)
    writeAccount(store, owner, { ...account, freeBandwidthUsed })
    return { used: bytes, fee: 0n }
  }
  return burn(store, transaction, account, bytes * PARAMETERS.bandwidthPrice)
}

function burn(store: Store, { owner }: Transaction, account: TronAccount, fee: bigint): BandwidthBill {
  if (account.balance < fee) throw withoutResources()
  writeAccount(store, owner, { ...account, balance: account.balance - fee })
  return { used: 0n, fee }
}

/** Its free allowance does not pay for making an account. */
function makesAccount(store: Store, { contract }: Transaction): boolean {
  if (contract.type === 'AccountCreateContract') return true
  return contract.type === 'TransferContract' && readAccount(store, keyOf(contract.to)) === null
}
