import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { type Answer, call } from './call.ts'
import { Problem } from './problem.ts'
import { useRead } from './use-read.ts'

export type Session = Answer<'GET /portal/api/session'>
export type Role = Session['user']['role']
export type Operation = 'treasury' | 'virtual_wallets' | 'cards' | 'management'

/** Who has signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  async queryFn(): Promise<Session | null> {
    try {
      return await call('GET /portal/api/session', {})
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null
      throw error
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
})

/** Nobody is signed in any more: what was read belongs to who has gone. */
export function forgetSession(client: QueryClient): void {
  const [own] = sessionQuery.queryKey
  client.setQueryData(sessionQuery.queryKey, null)
  client.removeQueries({ predicate: ({ queryKey: [name] }) => name !== own })
}

/** Inside the shell only, which shows nothing before somebody has signed in. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery)
  if (!data) throw new Error('nobody has signed in')
  return data
}

const LEVELS: Readonly<Record<Role, Readonly<Record<Operation, number>>>> = {
  ADMIN: { treasury: 3, virtual_wallets: 3, cards: 3, management: 3 },
  OPERATOR: { treasury: 2, virtual_wallets: 2, cards: 2, management: 1 },
  READ_ONLY: { treasury: 1, virtual_wallets: 1, cards: 1, management: 1 },
}

/** Whether to offer something. The server decides; this only spares people what would be refused. */
export function useCan(): (operation: Operation, level: number) => boolean {
  const { user } = useSession()
  return (operation, level) => LEVELS[user.role][operation] >= level
}

export type About = Answer<'GET /portal/api/about'>

/** Sandbox or production, the chains, and where their transactions can be looked up. */
export function useAbout(): About | undefined {
  return useRead('GET /portal/api/about', {}).data
}
