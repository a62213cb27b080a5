import type { AccountChange } from '../../ledger/evaluate.ts'
import type { RememberedAccount } from '../../ledger/remembered.ts'
import type { BatchFacts } from './batch-facts.ts'
import { cardKey, type Memory } from './memory.ts'
import type { Plan } from './plan.ts'
import type { BatchWrite, Written } from './write-batch.ts'

/** What a committed batch has made true is what the next one is decided over. */
export function remember(
  memory: Memory,
  facts: BatchFacts,
  plan: Plan,
  write: BatchWrite,
  written: Written,
): void {
  const { companyId, program } = facts
  const changes = new Map(write.accounts.map((change) => [change.id, change]))
  for (const [cardId, card] of plan.cards) {
    const { known, state } = card
    const changed = state !== known.state
    const history = card.historyWithAll()
    const change = known.balance === null ? undefined : changes.get(known.balance.id)
    memory.cards.set(cardKey(companyId, cardId), {
      state: changed ? { ...state, version: known.state.version + 1n } : state,
      history,
      balance: known.balance === null || change === undefined ? known.balance : moved(known.balance, change),
    })
  }
  const holding = facts.accounts.get(write.holdingId)
  if (holding === undefined || written.version === null) return
  // Others move on it as well, without our decisions minding: what it has now is told by the statement.
  const now = {
    ...holding,
    debits: written.debits ?? 0n,
    credits: written.credits ?? 0n,
    debitsHeld: written.debits_held ?? 0n,
    creditsHeld: written.credits_held ?? 0n,
    version: written.version,
  }
  memory.companies.set(companyId, { program, accounts: new Map(facts.accounts).set(holding.id, now) })
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
