import { useQueries } from '@tanstack/react-query'
import { useAbout } from '../api/session.ts'
import { read } from '../api/use-read.ts'

/** The symbol of a token of the company by its address, as unit of an `Amount`; none for a token that it does not list. */
export function useSymbols(): (tokenAddress: string | null) => { readonly unit?: string } {
  const chains = useAbout()?.chains ?? []
  const tokens = useQueries({
    queries: chains.map(({ blockchain }) => read('GET /mpc/tokens/{blockchain}', { path: { blockchain } })),
  })
  const symbols = new Map(
    tokens.flatMap(({ data }) =>
      Object.entries(data ?? {}).map(([symbol, address]) => [address, symbol] as const),
    ),
  )
  return (tokenAddress) => {
    const unit = tokenAddress === null ? undefined : symbols.get(tokenAddress)
    return unit === undefined ? {} : { unit }
  }
}
