import { invalidParameters, notFound } from '../http/problem.ts'
import type { ApiRoute } from '../http/route.ts'
import type { AccountRecord } from '../records.ts'
import { showAccount } from './accounts.ts'
import { newAccount, readAccount } from './create-account.ts'

const PATH = '/developer/fee_external_account'
const NAME = 'fee_account'

/** Where the partner pays developer fees, monthly. The simulator keeps the account and never pays. */
export const developerRoutes: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: PATH,
    answer({ world }) {
      const known = world.tables.state.get(NAME) as AccountRecord | undefined
      if (known === undefined) throw notFound('Fee external account')
      return { status: 200, body: showAccount(known) }
    },
  },
  {
    method: 'POST',
    path: PATH,
    answer({ world, body }) {
      const { rail, shown } = readAccount(world, body)
      if (rail.currency !== 'usd') throw invalidParameters({ currency: 'must be usd' })
      const account = newAccount(world, 'developer', rail, shown)
      world.tables.state.put(NAME, account)
      return { status: 201, body: showAccount(account) }
    },
  },
]
