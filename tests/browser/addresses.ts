import { type ClientStage, clientAddressesOf, setClientStage } from './client-stage.ts'
import type { BrowserWorld } from './world.ts'

export interface Stage extends ClientStage {
  readonly walletId: string
  readonly cardId: string
  readonly accountId: string
  readonly treasuryWalletId: string
  /** Of a deposit to the wallet. */
  readonly hash: string
}

/** One of everything, so that every page has something to show. */
export async function setStage({ api }: Pick<BrowserWorld, 'api'>): Promise<Stage> {
  const make = async (path: string, body: object): Promise<{ id: string; wallet_address: string }> =>
    (await api('POST', path, body)).body
  const wallet = await make('/virtual-wallets/create', { alias: 'Customer 42', blockchain: 'POLYGON' })
  const card = await make('/cards/virtual-cards/create', {
    card_holder_name: 'ANA RUIZ',
    approval_method: 'TOP_UP',
    phone_country_code: 34,
    phone: '600000000',
    daily_limit: 300,
  })
  const account = await make('/mpc/accounts/create', { alias: 'Operating' })
  const treasury = await make(`/mpc/accounts/${account.id}/wallets/create`, {
    alias: 'Main',
    blockchain: 'BSC',
  })
  await api('POST', '/sandbox/cards/authorize', { card_id: card.id })
  const given = { blockchain: 'POLYGON', to_address: wallet.wallet_address, amount: '1250.123456' }
  const { transaction_hash: hash } = (await api('POST', '/sandbox/faucet', given)).body
  return {
    walletId: wallet.id,
    cardId: card.id,
    accountId: account.id,
    treasuryWalletId: treasury.id,
    hash,
    ...(await setClientStage({ api }, wallet.id)),
  }
}

/** Every page of the portal, with something on it. */
export function addressesOf(stage: Stage): readonly string[] {
  const { walletId, cardId, accountId, treasuryWalletId, hash } = stage
  return [
    '/',
    '/wallets',
    `/wallets/${walletId}`,
    '/wallets/holding',
    '/wallets/deposits',
    '/wallets/rules',
    '/cards',
    `/cards/${cardId}`,
    '/cards/holding',
    '/cards/controls',
    '/cards/settings',
    '/cards/decline-codes',
    ...clientAddressesOf(stage),
    '/treasury',
    '/treasury/accounts',
    '/treasury/movements',
    `/treasury/${accountId}/${treasuryWalletId}`,
    '/settings',
    '/settings/users',
    '/settings/keys',
    '/settings/webhooks',
    '/settings/deliveries',
    '/settings/tokens',
    '/settings/policies',
    '/settings/addresses',
    '/settings/approvals',
    '/settings/audit',
    '/account',
    `/chain/POLYGON/${hash}`,
  ]
}
