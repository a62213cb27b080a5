import type { StepOf } from '../plan/step.ts'
import { callOf, chainOf, count, microText, must, numbered, type Player, tokenOf } from './player.ts'

/** From one virtual wallet to another of the company: the ledger alone. */
export async function transfer(player: Player, step: StepOf<'transfer'>): Promise<void> {
  const from = numbered(player.model.wallets, step.from, 'wallet')
  const to = numbered(player.model.wallets, step.to, 'wallet')
  const answer = await callOf(player, step.at, from.company.apiKey)(
    'POST',
    `/virtual-wallets/${from.id}/withdraw`,
    {
      to_wallet_address: to.address,
      token_address: tokenOf(chainOf(player, from.chain)).address,
      amount: microText(step.micro),
    },
  )
  if (answer.status === 412) return count(player, `refused: ${answer.body.message}`)
  const { id, status } = must(answer, 200)
  if (status !== 'SUCCESS') player.findings.push(`step ${step.at}: an internal transfer is ${status}`)
  player.model.transfers.push({ id, from, to, micro: BigInt(step.micro) })
  count(player, 'transfers')
}
