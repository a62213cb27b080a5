import type { Clock } from '../../server/kernel/clock.ts'
import type { Logger } from '../../server/kernel/log.ts'
import type { SandboxChain } from '../chains/sandbox-chain.ts'
import type { Home, Secrets } from '../home.ts'
import { FINAL_CONFIRMATIONS } from '../settings.ts'
import type { Decision } from './controls/decide-customer.ts'
import { fundPartnerWallet } from './fund-wallet.ts'
import { type PartnerChainOptions, type PartnerSimulator, startPartnerSimulator } from './simulator.ts'

/** Who the operator has made active is approved with every rail that was asked for. */
export const APPROVED: Decision = { status: 'active', reason: '', developerReason: '', endorsements: null }

/** The partner of a sandbox, with money in its wallets. BSC is not among its rails. */
export async function startSandboxPartner(world: {
  readonly home: Home
  readonly secrets: Secrets
  readonly chains: readonly SandboxChain[]
  readonly clock: Clock
  readonly log: Logger
  /** Random when absent. */
  readonly seed?: string
}): Promise<PartnerSimulator> {
  const { home, secrets, chains, clock, log, seed } = world
  const privateKey = secrets.partner_wallet_key
  const served = chains.filter(({ spec }) => spec.name !== 'BSC')
  await Promise.all(served.map((chain) => fundPartnerWallet(chain, privateKey)))
  return startPartnerSimulator({
    apiKey: secrets.partner_api_key,
    chains: served.map((chain) => optionsOf(chain, privateKey)),
    clock,
    log,
    stateFile: home.partnerStateFile,
    portFile: home.partnerFile,
    ...(seed === undefined ? {} : { seed }),
  })
}

/** Tron's node says by itself what is final. */
function optionsOf({ spec, url, tokens }: SandboxChain, privateKey: string): PartnerChainOptions {
  const named = tokens.map((token) => ({ ...token, symbol: token.symbol.toLowerCase() }))
  return spec.family === 'TRON'
    ? { family: 'TRON', rail: 'tron', url, tokens: named, privateKey }
    : {
        family: 'EVM',
        rail: 'polygon',
        url,
        chainId: spec.chainId,
        tokens: named,
        finality: FINAL_CONFIRMATIONS,
        privateKey,
      }
}
