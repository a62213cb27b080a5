import type { StepOf } from '../plan/step.ts'
import { callOf, chainOf, count, microText, numbered, type Player, receiverOf, tokenOf } from './player.ts'

/** A payment to an address that nobody else pays, from a wallet or from the holding wallet behind it. */
export async function withdraw(
  player: Player,
  step: StepOf<'withdraw'> | StepOf<'withdraw holding'>,
): Promise<void> {
  const { at, do: what } = step
  const wallet = numbered(player.model.wallets, step.wallet, 'wallet')
  const { company, chain } = wallet
  const to = receiverOf(player, at, chain)
  const path =
    what === 'withdraw'
      ? `/virtual-wallets/${wallet.id}/withdraw`
      : `/virtual-wallets/holding/withdraw/${chain}`
  const { status, body } = await callOf(player, at, company.apiKey)('POST', path, {
    to_wallet_address: to,
    token_address: tokenOf(chainOf(player, chain)).address,
    amount: microText(step.micro),
  })
  if (status === 412) return count(player, `refused: ${body.message}`)
  if (status !== 200) {
    player.findings.push(`step ${at}: ${what} was answered ${status} ${JSON.stringify(body)}`)
    return
  }
  player.model.payments.push({
    id: body.id,
    company,
    wallet: what === 'withdraw' ? wallet : null,
    chain,
    micro: BigInt(step.micro),
    to,
  })
  count(player, what === 'withdraw' ? 'withdrawals' : 'holding withdrawals')
}
