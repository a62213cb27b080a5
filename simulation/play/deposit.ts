import type { Deposit } from '../model/model.ts'
import type { StepOf } from '../plan/step.ts'
import { chainOf, count, numbered, type Player, tokenOf, unitsOf } from './player.ts'

const CARDS_CHAIN = 'POLYGON'

/** Somebody outside pays: to a wallet's address, to a card's, or to the holding address of a company's cards. */
export async function deposit(
  player: Player,
  step: StepOf<'deposit'> | StepOf<'fund card'> | StepOf<'fund card holding'>,
): Promise<void> {
  const { to, chain: name, address } = targetOf(player, step)
  const chain = chainOf(player, name)
  const micro = BigInt(step.micro)
  const hash = await chain.give({ to: address, units: unitsOf(chain, micro), token: tokenOf(chain).address })
  player.model.deposits.push({ to, chain: name, hash, micro })
  count(player, 'deposits')
}

function targetOf(
  { model }: Player,
  step: StepOf<'deposit'> | StepOf<'fund card'> | StepOf<'fund card holding'>,
): Pick<Deposit, 'to' | 'chain'> & { readonly address: string } {
  switch (step.do) {
    case 'deposit': {
      const wallet = numbered(model.wallets, step.wallet, 'wallet')
      return { to: { wallet }, chain: wallet.chain, address: wallet.address }
    }
    case 'fund card': {
      const card = numbered(model.cards, step.card, 'card')
      return { to: { card }, chain: CARDS_CHAIN, address: card.address ?? '' }
    }
    case 'fund card holding': {
      const company = numbered(model.companies, step.company, 'company')
      return { to: { holdingOf: company }, chain: CARDS_CHAIN, address: company.cardHolding ?? '' }
    }
  }
}
