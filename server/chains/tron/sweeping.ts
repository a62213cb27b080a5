import type { Sweeping } from '../chain.ts'

/**
 * Each address sends what was deposited there by itself, with energy or coin that it is given for it (docs/tron.md). Exactly the
 * marked deposits: one that arrives between signature and block stays for the next sweep.
 */
export const sweepingByAddress: Sweeping = {
  walletsPerSweep: 1,
  takes: 'MARKED_DEPOSITS',
  from: (_to, wallets) => only(wallets),
  intent(to, token, wallets) {
    const { amount } = only(wallets)
    return { kind: 'sweep_own', token, holding: to.holdingAddress, amount: String(amount) }
  },
  async readiness() {
    return 'READY'
  },
  async prepare() {},
}

function only<T>(wallets: readonly T[]): T {
  const [wallet, ...others] = wallets
  if (wallet === undefined || others.length > 0) throw new Error('A sweep on Tron is of one address')
  return wallet
}
