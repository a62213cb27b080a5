import type { SandboxChain } from './chains/sandbox-chain.ts'
import type { SandboxCompany } from './company.ts'
import type { PortalUser } from './portal-user.ts'

/** sandbox.json: everything a script needs. Later releases add fields. */
export interface SandboxFile {
  readonly api_url: string
  readonly docs_url: string
  readonly operator_key: string
  readonly database_url: string
  /** Of the platform; database and chains are processes of their own. */
  readonly pid: number
  readonly company: SandboxCompany
  /** An ADMIN of that company. */
  readonly portal: PortalUser & { readonly url: string }
  /** How the card network reaches the platform: for scripts that sign messages of their own. */
  readonly network: { readonly url: string; readonly key_id: string; readonly secret: string }
  /** The simulated banking partner: its API, which speaks Bridge's, and what makes it do things (docs/partner-simulator.md). */
  readonly partner: { readonly url: string; readonly api_key: string; readonly controls_url: string }
  readonly chains: {
    readonly POLYGON?: EvmChainOfFile
    readonly BSC?: EvmChainOfFile
    readonly TRON?: TronChainOfFile
  }
}

interface ChainOfFile {
  readonly faucet_private_key: string
  readonly tokens: Readonly<Record<string, { readonly address: string; readonly decimals: number }>>
}

export interface EvmChainOfFile extends ChainOfFile {
  readonly rpc_url: string
  readonly chain_id: number
}

export interface TronChainOfFile extends ChainOfFile {
  readonly full_node_url: string
}

export function describeChains(chains: readonly SandboxChain[]): SandboxFile['chains'] {
  return Object.fromEntries(
    chains.map(({ spec, url, tokens, local }) => [
      spec.name,
      {
        ...local.describe(url),
        tokens: Object.fromEntries(
          tokens.map(({ symbol, address, decimals }) => [symbol, { address, decimals }]),
        ),
      },
    ]),
  )
}
