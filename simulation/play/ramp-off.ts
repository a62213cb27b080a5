import { becomes } from '../../sandbox/processes.ts'
import type { StepOf } from '../plan/step.ts'
import { type PartnerTransfer, transferMade, transferOf } from './partner-transfer.ts'
import { callOf, count, microText, numbered, type Player } from './player.ts'
import { tellPartner } from './tell-partner.ts'

const SOON_MS = 240_000

/** A virtual balance goes to a bank account, or comes back. */
export async function rampOff(player: Player, step: StepOf<'ramp off'>): Promise<void> {
  const wallet = numbered(player.model.wallets, step.wallet, 'wallet')
  const answer = await callOf(player, step.at, wallet.company.apiKey)(
    'POST',
    '/virtual-wallets/bank-ramps/ramp-off',
    {
      wallet_id: wallet.id,
      bank_account_id: wallet.company.bankId,
      amount: microText(step.micro),
      reference: `R${step.at}`,
    },
  )
  if (answer.status !== 200) {
    const text = String(answer.body.message).replaceAll(/\d[\d.]*|[0-9a-f-]{36}/g, '…')
    count(player, `off-ramps refused: ${text}`)
    if (answer.status !== 400 && answer.status !== 412)
      player.findings.push(
        `step ${step.at}: an off-ramp was answered ${answer.status} ${JSON.stringify(answer.body)}`,
      )
    return
  }
  const { id } = answer.body
  player.model.ramps.push({ id, way: 'OFF', wallet, micro: BigInt(step.micro), ending: step.ending })
  count(player, `off-ramps ${step.ending}`)
  if (step.ending === 'paid') return
  const transfer = await transferMade(player, id)
  if (transfer !== null) await end(player, id, transfer, step.ending)
}

async function end(player: Player, id: string, transfer: PartnerTransfer, ending: string): Promise<void> {
  const state = ending === 'late return' ? 'returned' : ending
  if (ending === 'late return') {
    const isPaid = async () => (await transferOf(player, id).catch(() => null))?.state === 'payment_processed'
    if (!(await becomes(isPaid, SOON_MS))) return
  }
  await tellPartner(player, `/transfers/${transfer.id}/state`, { state, reason: 'simulated' })
}
