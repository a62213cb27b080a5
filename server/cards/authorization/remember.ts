import type { AccountChange } from '../../ledger/evaluate.ts'
import type { RememberedAccount } from '../../ledger/remembered.ts'
import { cardKey, type Memory } from './memory.ts'
import type { Plan } from './plan.ts'
import type { BatchWrite, Written } from './write-batch.ts'

/** What a batch makes true is what the next one is decided over, from when it is on its way. */
export function remember(memory: Memory, plan: Plan, write: BatchWrite): void {
  const { companyId } = write
  const changes = new Map(write.accounts.map((change) => [change.id, change]))
  for (const [cardId, card] of plan.cards) {
    const { known, state } = card
    const changed = state !== known.state
    const history = card.history()
    const change = known.balance === null ? undefined : changes.get(known.balance.id)
    memory.cards.set(cardKey(companyId, cardId), {
      state: changed ? { ...state, version: known.state.version + 1n } : state,
      history,
      balance: known.balance === null || change === undefined ? known.balance : moved(known.balance, change),
    })
  }
  const change = changes.get(write.holdingId)
  if (change !== undefined) setHolding(memory, companyId, write.holdingId, (known) => moved(known, change))
}

/** Others move money on it as well, without our decisions minding: what it has now is told by the statement. */
export function rememberHolding(memory: Memory, { companyId, holdingId }: BatchWrite, now: Written): void {
  const { version } = now
  if (version === null) return
  setHolding(memory, companyId, holdingId, (known) => ({
    ...known,
    debits: now.debits ?? 0n,
    credits: now.credits ?? 0n,
    debitsHeld: now.debits_held ?? 0n,
    creditsHeld: now.credits_held ?? 0n,
    version,
  }))
}

/** A batch that was not committed: all that it touched is read anew. */
export function forget(memory: Memory, { companyId, cards }: Plan): void {
  for (const cardId of cards.keys()) memory.cards.delete(cardKey(companyId, cardId))
  memory.companies.delete(companyId)
}

function setHolding(
  memory: Memory,
  companyId: string,
  id: string,
  change: (known: RememberedAccount) => RememberedAccount,
): void {
  const company = memory.companies.get(companyId)
  const known = company?.accounts.get(id)
  if (company === undefined || known === undefined) return
  memory.companies.set(companyId, { ...company, accounts: new Map(company.accounts).set(id, change(known)) })
}

function moved(account: RememberedAccount, change: AccountChange): RememberedAccount {
  return {
    ...account,
    debits: account.debits + change.debits,
    credits: account.credits + change.credits,
    debitsHeld: account.debitsHeld + change.debitsHeld,
    creditsHeld: account.creditsHeld + change.creditsHeld,
    version: account.version + 1n,
  }
}
