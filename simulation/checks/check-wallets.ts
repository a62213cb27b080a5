import { sum, type Wallet } from '../model/model.ts'
import { callOf, chainOf, must, type Player, tokenOf } from '../play/player.ts'
import { microOf, type Outside } from './outside.ts'

/** Every virtual balance is what was done to it. */
export async function checkWallets(player: Player, outside: Outside): Promise<string[]> {
  const differ: string[] = []
  for (const [number, wallet] of player.model.wallets.entries()) {
    const call = callOf(player, number, wallet.company.apiKey)
    const balances: { token_address: string; balance: unknown }[] = must(
      await call('GET', `/virtual-wallets/${wallet.id}/balance`),
      200,
    )
    const { address } = tokenOf(chainOf(player, wallet.chain))
    const shown = microOf(balances.find((one) => one.token_address === address)?.balance)
    const expected = expectedOf(player, wallet, outside)
    if (shown !== expected)
      differ.push(
        `wallet ${number} (${wallet.chain} ${wallet.id}) has ${shown}, and ought to have ${expected}`,
      )
  }
  return differ
}

function expectedOf({ model }: Player, wallet: Wallet, outside: Outside): bigint {
  const of = (amount: bigint, isSo: boolean) => (isSo ? amount : 0n)
  return (
    sum(outside.credited, ({ to, micro }) => of(micro, 'wallet' in to && to.wallet === wallet)) +
    sum(model.credits, (one) => of(one.micro, one.wallet === wallet)) +
    sum(model.transfers, ({ from, to, micro }) => of(micro, to === wallet) - of(micro, from === wallet)) -
    sum(model.payments, (one) =>
      of(one.micro, one.wallet === wallet && outside.payments.get(one) !== 'FAILED'),
    ) +
    sum(outside.ramps, ([ramp, { status, paid }]) => {
      if (ramp.wallet !== wallet) return 0n
      return ramp.way === 'ON' ? paid : -of(ramp.micro, status !== 'FAILED')
    })
  )
}
