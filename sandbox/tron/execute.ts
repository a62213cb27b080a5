import { readAccount, writeAccount } from './account.ts'
import { payBandwidth } from './bandwidth.ts'
import { deployContract, triggerContract } from './contract-runs.ts'
import { PARAMETERS } from './parameters.ts'
import type { Receipt } from './receipt.ts'
import { withoutResources } from './refused.ts'
import { delegate, freeze, undelegate, unfreeze, withdrawUnfrozen } from './staking.ts'
import type { Store } from './store.ts'
import type { Transaction } from './transaction.ts'
import { createAccount, transfer } from './transfers.ts'
import type { Vm } from './vm.ts'

export interface Execution {
  readonly store: Store
  readonly vm: Vm
  readonly block: { readonly number: number; readonly timestamp: number }
  readonly transaction: Transaction
}

/** What a type of contract adds to the receipt; fees of its own are burned by it. */
export type Effect = Partial<Pick<Receipt, 'run' | 'withdrawn' | 'unstaked'>> & { readonly fee?: bigint }

/** Does what the transaction says, or nothing at all. @throws Refused when it may not be in a block. */
export async function execute(execution: Execution): Promise<Receipt> {
  const { store, transaction, block } = execution
  store.checkpoint()
  try {
    const bandwidth = payBandwidth(store, transaction, block.timestamp)
    const memoFee = payMemo(store, transaction)
    const effect = await act(execution)
    store.commit()
    const energyFee = effect.run?.energyFee ?? 0n
    return {
      run: null,
      withdrawn: 0n,
      unstaked: 0n,
      ...effect,
      fee: bandwidth.fee + memoFee + energyFee + (effect.fee ?? 0n),
      bandwidthUsed: bandwidth.used,
      bandwidthFee: bandwidth.fee,
    }
  } catch (error) {
    store.revert()
    throw error
  }
}

function payMemo(store: Store, { seen, owner }: Transaction): bigint {
  if (seen.data.length === 0) return 0n
  const account = readAccount(store, owner)
  if (account === null || account.balance < PARAMETERS.memoFee) throw withoutResources()
  writeAccount(store, owner, { ...account, balance: account.balance - PARAMETERS.memoFee })
  return PARAMETERS.memoFee
}

async function act(execution: Execution): Promise<Effect> {
  const { store, block, transaction } = execution
  const { contract } = transaction
  const now = block.timestamp
  switch (contract.type) {
    case 'TransferContract':
      return transfer(store, contract, now)
    case 'AccountCreateContract':
      return createAccount(store, contract, now)
    case 'TriggerSmartContract':
      return triggerContract(execution, contract)
    case 'CreateSmartContract':
      return deployContract(execution, contract)
    case 'FreezeBalanceV2Contract':
      return freeze(store, contract)
    case 'UnfreezeBalanceV2Contract':
      return unfreeze(store, contract, now)
    case 'WithdrawExpireUnfreezeContract':
      return withdrawUnfrozen(store, contract, now)
    case 'DelegateResourceContract':
      return delegate(store, contract, now)
    case 'UnDelegateResourceContract':
      return undelegate(store, contract, now)
  }
}
