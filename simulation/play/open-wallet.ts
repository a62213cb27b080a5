import type { StepOf } from '../plan/step.ts'
import { callOf, count, must, numbered, type Player } from './player.ts'

/** Where the partner has a rail, the wallet is the client's. `number`: its place among the wallets. */
export async function openWallet(
  player: Player,
  { at, company: owner, chain }: StepOf<'open wallet'>,
  number: number,
): Promise<void> {
  const company = numbered(player.model.companies, owner, 'company')
  const call = callOf(player, at, company.apiKey)
  const wallet = must(
    await call('POST', '/virtual-wallets/create', { alias: `Wallet ${number}`, blockchain: chain }),
    200,
  )
  if (chain !== 'BSC')
    must(await call('PATCH', `/virtual-wallets/${wallet.id}/client/${company.clientId}`, undefined, 'c'), 201)
  if (!company.holding.has(chain)) {
    const holding = must(await call('GET', `/virtual-wallets/holding?blockchain=${chain}`), 200)
    company.holding.set(chain, holding.wallet_address)
  }
  player.model.wallets[number] = { company, id: wallet.id, address: wallet.wallet_address, chain }
  count(player, 'wallets')
}
