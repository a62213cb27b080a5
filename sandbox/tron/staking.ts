import { addressOfHex } from '../../server/chains/tron/address.ts'
import {
  type AddressKey,
  changeTotalStake,
  readAccount,
  readLoan,
  type TronAccount,
  withStake,
  writeAccount,
  writeLoan,
} from './account.ts'
import { keyOf, type NodeContract } from './contract-types.ts'
import type { Effect } from './execute.ts'
import { PARAMETERS, SUN_PER_TRX } from './parameters.ts'
import { invalid } from './refused.ts'
import { lendable, smaller, unitsOfStake, use, usedNow } from './resources.ts'
import type { Store } from './store.ts'

type Of<T extends NodeContract['type']> = Extract<NodeContract, { type: T }>
type Delegation = Of<'DelegateResourceContract' | 'UnDelegateResourceContract'>

const UNSTAKING_MAX = 32

/** TRX becomes stake. @throws Refused */
export function freeze(store: Store, { owner, stake, resource }: Of<'FreezeBalanceV2Contract'>): Effect {
  const account = demandAccount(store, keyOf(owner))
  if (stake <= 0n) throw invalid('frozenBalance must be positive')
  if (stake < SUN_PER_TRX) throw invalid('frozenBalance must be greater than or equal to 1 TRX')
  if (stake > account.balance) throw invalid('frozenBalance must be less than or equal to accountBalance')
  const own = account.stakes[resource].own + stake
  writeAccount(store, keyOf(owner), {
    ...withStake(account, resource, { own }),
    balance: account.balance - stake,
  })
  changeTotalStake(store, resource, stake)
  return {}
}

/** Stake that is not lent out can be withdrawn as TRX after 14 days. @throws Refused */
export function unfreeze(
  store: Store,
  { owner, stake, resource }: Of<'UnfreezeBalanceV2Contract'>,
  now: number,
): Effect {
  const account = demandAccount(store, owner)
  const { own } = account.stakes[resource]
  if (own === 0n) throw invalid(`no frozenBalance(${resource === 'ENERGY' ? 'Energy' : 'BANDWIDTH'})`)
  if (stake <= 0n || stake > own) throw invalid(`Invalid unfreeze_balance, [${stake}] is error`)
  if (account.unstaking.length >= UNSTAKING_MAX)
    throw invalid('Invalid unfreeze operation, unfreezing times is over limit')
  const until = now + PARAMETERS.unfreezeDelayMs
  writeAccount(store, owner, {
    ...withStake(account, resource, { own: own - stake }),
    unstaking: [...account.unstaking, { resource, amount: stake, until }],
  })
  changeTotalStake(store, resource, -stake)
  return { unstaked: stake }
}

/** @throws Refused */
export function withdrawUnfrozen(
  store: Store,
  { owner }: Of<'WithdrawExpireUnfreezeContract'>,
  now: number,
): Effect {
  const account = demandAccount(store, owner)
  const due = account.unstaking.filter(({ until }) => until <= now)
  const withdrawn = due.reduce((sum, { amount }) => sum + amount, 0n)
  if (withdrawn === 0n) throw invalid('no unFreeze balance to withdraw ')
  const unstaking = account.unstaking.filter(({ until }) => until > now)
  writeAccount(store, owner, { ...account, balance: account.balance + withdrawn, unstaking })
  return { withdrawn }
}

/** Lends the resource that a stake gives to another account. @throws Refused */
export function delegate(store: Store, { owner, to, stake, resource }: Delegation, now: number): Effect {
  const [from, receiver] = [keyOf(owner), keyOf(to)]
  const lender = demandAccount(store, from)
  if (stake < SUN_PER_TRX) throw invalid('delegateBalance must be greater than or equal to 1 TRX')
  if (stake > lendable(store, lender, resource, now))
    throw invalid(
      `delegateBalance must be less than or equal to available Freeze${resource === 'ENERGY' ? 'Energy' : 'Bandwidth'}V2 balance`,
    )
  if (from === receiver) throw invalid('receiverAddress must not be the same as ownerAddress')
  const borrower = demandAccount(store, receiver)
  if (borrower.isContract) throw invalid('Do not allow delegate resources to contract addresses')
  const { own, lentOut } = lender.stakes[resource]
  writeAccount(store, from, withStake(lender, resource, { own: own - stake, lentOut: lentOut + stake }))
  const borrowed = borrower.stakes[resource].borrowed + stake
  writeAccount(store, receiver, withStake(borrower, resource, { borrowed }))
  writeLoan(store, from, receiver, resource, readLoan(store, from, receiver, resource) + stake)
  return {}
}

/** Takes back what was lent; what the borrower used of it counts as used by the lender. @throws Refused */
export function undelegate(store: Store, { owner, to, stake, resource }: Delegation, now: number): Effect {
  const [from, receiver] = [keyOf(owner), keyOf(to)]
  const lender = demandAccount(store, from)
  const loan = readLoan(store, from, receiver, resource)
  if (loan === 0n) throw invalid('delegated Resource does not exist')
  if (stake <= 0n) throw invalid('unDelegateBalance must be more than 0 TRX')
  if (stake > loan)
    throw invalid(
      `insufficient ${resource === 'ENERGY' ? 'delegateFrozenBalance(Energy)' : 'delegatedFrozenBalance(BANDWIDTH)'}, request=${stake}, unlock_balance=${loan}`,
    )
  const borrower = demandAccount(store, receiver)
  const { borrowed, own: borrowersOwn, used } = borrower.stakes[resource]
  const usage = usedNow(used, now)
  const share = (usage * stake) / (borrowed + borrowersOwn)
  const most = unitsOfStake(store, stake, resource)
  const moved = smaller(share, most)
  writeAccount(
    store,
    receiver,
    withStake(borrower, resource, { borrowed: borrowed - stake, used: { amount: usage - moved, at: now } }),
  )
  const { own, lentOut, used: usedByLender } = lender.stakes[resource]
  writeAccount(
    store,
    from,
    withStake(lender, resource, {
      own: own + stake,
      lentOut: lentOut - stake,
      used: use(usedByLender, moved, now),
    }),
  )
  writeLoan(store, from, receiver, resource, loan - stake)
  return {}
}

function demandAccount(store: Store, key: AddressKey): TronAccount {
  const account = readAccount(store, key)
  if (account === null) throw invalid(`Account[${addressOfHex(`41${key}`)}] not exists`)
  return account
}
