import type { Route } from '../../kernel/http/route.ts'
import { type Loop, startLoop } from '../../kernel/loop.ts'
import { createBankAccount } from './create-bank-account.ts'
import { deleteBankAccount } from './delete-bank-account.ts'
import type { BankDeps } from './deps.ts'
import { getBankAccount, listBankAccounts } from './list-bank-accounts.ts'
import { RAILS } from './rails/rails.ts'
import { removeBankAccounts } from './remove-bank-accounts.ts'

const REMOVE_EVERY_MS = 1_000

export interface Banks {
  readonly routes: readonly Route[]
  start(): Loop[]
}

/** Bank accounts of clients, which the partner pays to. */
export function createBanks(deps: BankDeps): Banks {
  return {
    routes: [
      listBankAccounts(deps),
      getBankAccount(deps),
      deleteBankAccount(deps),
      ...RAILS.map((rail) => createBankAccount(deps, rail)),
    ],
    start: () => [
      startLoop({
        name: 'remove-bank-accounts',
        everyMs: REMOVE_EVERY_MS,
        run: () => removeBankAccounts(deps),
        log: deps.log,
      }),
    ],
  }
}
