import type { Config } from '../kernel/config.ts'
import { nodesSetting } from '../kernel/config-chains.ts'
import type { Logger } from '../kernel/log.ts'

/** One node's word is taken for everything, as nobody contradicts it. The sandbox's chains have one, which is ours. */
export function warnOfLoneNodes({ profile, chains }: Pick<Config, 'profile' | 'chains'>, log: Logger): void {
  if (profile === 'sandbox') return
  for (const chain of chains) {
    if (new Set(chain.rpcUrls).size > 1) continue
    const setting = nodesSetting(chain)
    log.warn(
      { chain: chain.name, setting },
      `${chain.name} has one node: when it lies or is away, nobody knows better. Name nodes of two providers in ${setting}, comma-joined`,
    )
  }
}
