import { Type } from 'typebox'
import { readRoute } from '../kernel/http/route.ts'
import type { WalletDeps } from './deps.ts'

const FIAT_ASSETS = [
  { name: 'United States Dollar', code: 'USD', symbol: '$' },
  { name: 'Euro', code: 'EUR', symbol: '€' },
  { name: 'Mexican Peso', code: 'MXN', symbol: '$' },
  { name: 'Brazilian Real', code: 'BRL', symbol: 'R$' },
  { name: 'British Pound', code: 'GBP', symbol: '£' },
  { name: 'Colombian Peso', code: 'COP', symbol: '$' },
] as const

export function listBlockchains(deps: Pick<WalletDeps, 'chains'>) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/config/blockchains/list',
    access: { level: 1 },
    summary: 'Chains of virtual wallets',
    tag: 'Configuration',
    answer: Type.Array(Type.String()),
    read: async () => deps.chains.map((chain) => chain.config.name),
  })
}

export function listFiatAssets() {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/config/ramp-on/fiat-assets/list',
    access: { level: 1 },
    summary: 'Fiat currencies of on-ramps',
    tag: 'Configuration',
    answer: Type.Array(Type.Object({ name: Type.String(), code: Type.String(), symbol: Type.String() })),
    read: async () => FIAT_ASSETS,
  })
}
