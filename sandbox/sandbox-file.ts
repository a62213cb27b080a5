import type { SandboxChain } from './chains/sandbox-chain.ts'
import { FAUCET } from './chains/tokens.ts'
import type { SandboxCompany } from './company.ts'

/** sandbox.json: everything a script needs. Later releases add fields. */
export interface SandboxFile {
  readonly api_url: string
  readonly docs_url: string
  readonly operator_key: string
  readonly database_url: string
  /** Of the platform; database and chains are processes of their own. */
  readonly pid: number
  readonly company: SandboxCompany
  /** How the card network reaches the platform: for scripts that sign messages of their own. */
  readonly network: { readonly url: string; readonly key_id: string; readonly secret: string }
  readonly chains: Readonly<
    Record<
      string,
      {
        readonly rpc_url: string
        readonly chain_id: number
        readonly faucet_private_key: string
        readonly tokens: Readonly<Record<string, { readonly address: string; readonly decimals: number }>>
      }
    >
  >
}

export function describeChains(chains: readonly SandboxChain[]): SandboxFile['chains'] {
  return Object.fromEntries(
    chains.map(({ spec, url, tokens }) => [
      spec.name,
      {
        rpc_url: url,
        chain_id: spec.chainId,
        faucet_private_key: FAUCET.privateKey,
        tokens: Object.fromEntries(
          tokens.map(({ symbol, address, decimals }) => [symbol, { address, decimals }]),
        ),
      },
    ]),
  )
}
