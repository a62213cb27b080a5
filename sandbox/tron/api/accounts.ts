import { readTronAddress } from '../../../server/chains/tron/address.ts'
import { type AddressKey, readAccount, readLoan, type TronAccount } from '../account.ts'
import { PARAMETERS } from '../parameters.ts'
import { lendable, resourceLimit, totalUnits, totalWeight, usedNow } from '../resources.ts'
import { type Json, showAddress, sparse } from './format.ts'
import type { Calls, Question } from './question.ts'

/** Questions for accounts and what they have. An account that is not there is `{}`. */
export const accountCalls: Calls = {
  getaccount: (question) => about(question, 'address', showAccount),
  getaccountresource: (question) => about(question, 'address', showResources),
  getaccountnet: (question) => about(question, 'address', showBandwidth),
  getdelegatedresourcev2(question) {
    const [from, to] = [question.address('fromAddress'), question.address('toAddress')]
    const loans = sparse({
      frozen_balance_for_bandwidth: readLoan(question.view, from, to, 'BANDWIDTH'),
      frozen_balance_for_energy: readLoan(question.view, from, to, 'ENERGY'),
    })
    if (Object.keys(loans).length === 0) return {}
    const addresses = {
      from: showAddress(from, question.visible),
      to: showAddress(to, question.visible),
    }
    return { delegatedResource: [{ ...addresses, ...loans }] }
  },
  getcandelegatedmaxsize: (question) =>
    about(question, 'owner_address', (account) => {
      const resource = question.number('type') === 1n ? 'ENERGY' : 'BANDWIDTH'
      return sparse({ max_size: lendable(question.view, account, resource, now(question)) })
    }),
  getcanwithdrawunfreezeamount: (question) =>
    about(question, 'owner_address', (account) => {
      const at = Number(question.number('timestamp')) || now(question)
      const due = account.unstaking.filter(({ until }) => until <= at)
      return sparse({ amount: due.reduce((sum, { amount }) => sum + amount, 0n) })
    }),
  validateaddress(question) {
    const text = question.text('address')
    if (readTronAddress(text) !== null) return { result: true, message: 'Base58check format' }
    if (/^41[0-9a-fA-F]{40}$/.test(text)) return { result: true, message: 'Hex string format' }
    return { result: false, message: 'Invalid address' }
  },
}

function about(
  question: Question,
  field: string,
  show: (account: TronAccount, question: Question, key: AddressKey) => Json,
): Json {
  const key = question.address(field)
  const account = readAccount(question.view, key)
  return account === null ? {} : show(account, question, key)
}

function showAccount(account: TronAccount, question: Question, key: AddressKey): Json {
  const { BANDWIDTH, ENERGY } = account.stakes
  return sparse({
    address: showAddress(key, question.visible),
    type: account.isContract ? 'Contract' : undefined,
    balance: account.balance,
    create_time: BigInt(account.createdAt),
    free_net_usage: usedNow(account.freeBandwidthUsed, now(question)),
    net_usage: usedNow(BANDWIDTH.used, now(question)),
    account_resource: sparse({
      energy_usage: usedNow(ENERGY.used, now(question)),
      delegated_frozenV2_balance_for_energy: ENERGY.lentOut,
      acquired_delegated_frozenV2_balance_for_energy: ENERGY.borrowed,
    }),
    delegated_frozenV2_balance_for_bandwidth: BANDWIDTH.lentOut,
    acquired_delegated_frozenV2_balance_for_bandwidth: BANDWIDTH.borrowed,
    frozenV2: [
      sparse({ amount: BANDWIDTH.own }),
      sparse({ type: 'ENERGY', amount: ENERGY.own }),
      { type: 'TRON_POWER' },
    ],
    unfrozenV2: account.unstaking.map(({ resource, amount, until }) => ({
      ...(resource === 'ENERGY' ? { type: resource } : {}),
      unfreeze_amount: amount,
      unfreeze_expire_time: BigInt(until),
    })),
  })
}

function showResources(account: TronAccount, question: Question): Json {
  const { view } = question
  return {
    ...showBandwidth(account, question),
    ...sparse({
      EnergyUsed: usedNow(account.stakes.ENERGY.used, now(question)),
      EnergyLimit: resourceLimit(view, account, 'ENERGY'),
      TotalEnergyLimit: totalUnits('ENERGY'),
      TotalEnergyWeight: totalWeight(view, 'ENERGY'),
    }),
  }
}

function showBandwidth(account: TronAccount, question: Question): Json {
  const { view } = question
  return sparse({
    freeNetUsed: usedNow(account.freeBandwidthUsed, now(question)),
    freeNetLimit: PARAMETERS.freeBandwidth,
    NetUsed: usedNow(account.stakes.BANDWIDTH.used, now(question)),
    NetLimit: resourceLimit(view, account, 'BANDWIDTH'),
    TotalNetLimit: totalUnits('BANDWIDTH'),
    TotalNetWeight: totalWeight(view, 'BANDWIDTH'),
  })
}

function now({ chain }: Question): number {
  return chain.head.timestamp
}
