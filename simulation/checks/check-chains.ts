import { inParallel } from '../../server/kernel/in-parallel.ts'
import { type Company, type Deposit, sum } from '../model/model.ts'
import { chainOf, type Player, unitsOf } from '../play/player.ts'
import type { Outside } from './outside.ts'

const AT_A_TIME = 8

/** The chain has, at all addresses of a company, what came in less what left; and every receiver was paid exactly once, or never. */
export async function checkChains(player: Player, outside: Outside): Promise<string[]> {
  const differ: string[] = []
  for (const company of player.model.companies)
    for (const [chain, holding] of company.holding)
      differ.push(...(await checkWalletChain(player, outside, company, chain, holding)))
  for (const company of player.model.companies)
    differ.push(...(await checkCardChain(player, outside, company)))
  await inParallel(player.model.payments, AT_A_TIME, async (payment) => {
    const chain = chainOf(player, payment.chain)
    const status = outside.payments.get(payment)
    const paid = await chain.ground.tokenBalance(payment.to)
    const due = status === 'SUCCESS' ? unitsOf(chain, payment.micro) : 0n
    if (paid !== due)
      differ.push(`payment ${payment.id} is ${status}: ${payment.to} has ${paid} and not ${due}`)
  })
  return differ
}

async function checkWalletChain(
  player: Player,
  outside: Outside,
  company: Company,
  name: string,
  holding: string,
): Promise<string[]> {
  const { model } = player
  const chain = chainOf(player, name)
  const wallets = model.wallets.filter((one) => one.company === company && one.chain === name)
  const has = await balanceOf(player, name, [holding, ...wallets.map(({ address }) => address)])
  const ours = ({ to }: Deposit) => 'wallet' in to && wallets.includes(to.wallet)
  const expected =
    sum(outside.mined, (one) => (ours(one) ? one.micro : 0n)) -
    sum(model.payments, (one) =>
      one.company === company && one.chain === name && outside.payments.get(one) === 'SUCCESS'
        ? one.micro
        : 0n,
    ) +
    sum(outside.ramps, ([ramp, { paid, arrived }]) => (wallets.includes(ramp.wallet) ? paid - arrived : 0n))
  const due = unitsOf(chain, expected)
  return has === due ? [] : [`${name} has ${has} of company ${company.number}, and ought to have ${due}`]
}

async function checkCardChain(player: Player, { mined }: Outside, company: Company): Promise<string[]> {
  if (company.cardHolding === null) return []
  const cards = player.model.cards.filter((one) => one.company === company)
  const addresses = cards.flatMap(({ address }) => (address === null ? [] : [address]))
  const has = await balanceOf(player, 'POLYGON', [company.cardHolding, ...addresses])
  const due = sum(mined, ({ to, micro }) =>
    ('card' in to && cards.includes(to.card)) || ('holdingOf' in to && to.holdingOf === company) ? micro : 0n,
  )
  return has === due
    ? []
    : [`POLYGON has ${has} of the cards of company ${company.number}, and ought to have ${due}`]
}

async function balanceOf(player: Player, chain: string, addresses: readonly string[]): Promise<bigint> {
  const { ground } = chainOf(player, chain)
  const balances = await Promise.all(addresses.map((address) => ground.tokenBalance(address)))
  return sum(balances, (one) => one)
}
