import { newAccount, readAccount, writeAccount } from './account.ts'
import { keyOf, type NodeContract } from './contract-types.ts'
import type { Effect } from './execute.ts'
import { PARAMETERS } from './parameters.ts'
import { invalid } from './refused.ts'
import type { Store } from './store.ts'

type Of<T extends NodeContract['type']> = Extract<NodeContract, { type: T }>

/** TRX from one account to another, which is made when it is not there yet. @throws Refused */
export function transfer(store: Store, { owner, to, amount }: Of<'TransferContract'>, now: number): Effect {
  const [from, receiver] = [keyOf(owner), keyOf(to)]
  if (from === receiver) throw invalid('Cannot transfer TRX to yourself.')
  const sender = readAccount(store, from)
  if (sender === null) throw invalid('Validate TransferContract error, no OwnerAccount.')
  if (amount <= 0n) throw invalid('Amount must be greater than 0.')
  const before = readAccount(store, receiver)
  if (before?.isContract) throw invalid('Cannot transfer TRX to a smartContract.')
  const fee = before === null ? PARAMETERS.createAccountSystemFee : 0n
  if (sender.balance < amount + fee)
    throw invalid('Validate TransferContract error, balance is not sufficient.')
  writeAccount(store, from, { ...sender, balance: sender.balance - amount - fee })
  const account = before ?? newAccount(now)
  writeAccount(store, receiver, { ...account, balance: account.balance + amount })
  return { fee }
}

/** @throws Refused */
export function createAccount(store: Store, contract: Of<'AccountCreateContract'>, now: number): Effect {
  const [from, made] = [keyOf(contract.owner), keyOf(contract.account)]
  const payer = readAccount(store, from)
  const fee = PARAMETERS.createAccountSystemFee
  if (payer === null || payer.balance < fee)
    throw invalid('Validate CreateAccountActuator error, insufficient fee.')
  if (readAccount(store, made) !== null) throw invalid('Account has existed')
  writeAccount(store, from, { ...payer, balance: payer.balance - fee })
  writeAccount(store, made, newAccount(now))
  return { fee }
}
