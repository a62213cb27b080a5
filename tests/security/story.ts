/** One company that has used everything once: its things are what others must not reach, its secrets what must be written nowhere. */
import { deployTokens } from '../../sandbox/chains/tokens.ts'
import { becomes } from '../../sandbox/processes.ts'
import { RAILS_BY_EXAMPLE } from '../../server/clients/banks/bodies.fixture.ts'
import { business, completePerson } from '../../server/clients/people.fixture.ts'
import { readBase32, stepAt, totpCode } from '../../server/people/totp.ts'
import { createAuthenticator } from '../harness/authenticator.ts'
import type { RunningSandbox } from '../harness/running-sandbox.ts'
import { type Ask, askWith, must } from './ask.ts'

const SOON_MS = 60_000
const OUTSIDE = '0x000000000000000000000000000000000000bEEF'

export interface Story {
  readonly id: string
  readonly name: string
  readonly key: string
  readonly session: string
  readonly byKey: Ask
  readonly byPerson: Ask
  /** By the name of the path's parameter, `{path}#{name}` where one name means several things. */
  readonly ids: Readonly<Record<string, string>>
  /** What must stand nowhere in clear. */
  readonly secrets: Readonly<Record<string, string>>
}

export interface Teller {
  readonly running: RunningSandbox
  readonly operator: Ask
  /** Where its webhooks go. */
  readonly webhookUrl: string
}

export async function tellStory(teller: Teller, name: string): Promise<Story> {
  const { running, operator, webhookUrl } = teller
  const url = running.sandbox.api_url
  const made = await must(operator('POST', '/management/companies', { name, email: `${name}@example.org` }))
  const byKey = askWith(url, { 'x-api-key': made.api_key })
  const webhookKey = `webhook key of ${name} 0123456789`
  await must(
    byKey('POST', '/management/companies/webhook/subscribe', { url: webhookUrl, webhook_key: webhookKey }),
  )
  const { signing_secret: signingSecret } = await must(byKey('GET', '/management/webhooks/settings'))
  const base = { ...teller, url, name, byKey }
  const [person, settings, money, card, treasury] = await Promise.all([
    tellPerson(base),
    tellSettings(base),
    tellMoney(base),
    tellCard(base),
    tellTreasury(base),
  ])
  const { items: deliveries } = await must(byKey('GET', '/management/webhooks/deliveries'))
  return {
    id: made.id,
    name,
    key: made.api_key,
    session: person.session,
    byKey,
    byPerson: person.byPerson,
    ids: {
      companyId: made.id,
      deliveryId: deliveries[0].id,
      ...person.ids,
      ...settings.ids,
      ...money.ids,
      ...card.ids,
      ...treasury.ids,
    },
    secrets: {
      key: made.api_key,
      webhookKey,
      signingSecret,
      ...person.secrets,
      ...settings.secrets,
      ...money.secrets,
      ...card.secrets,
    },
  }
}

interface Base extends Teller {
  readonly url: string
  readonly name: string
  readonly byKey: Ask
}

/** Somebody with password, second factor, passkey and session, and somebody who is invited. */
async function tellPerson({ url, name, byKey, running }: Base) {
  const email = `admin@${name}.example.org`
  await must(byKey('POST', '/management/users', { email, role: 'ADMIN' }))
  let token = ''
  await becomes(async () => {
    const { items } = await must(byKey('GET', '/sandbox/emails?size=100'))
    const mail = items.find(({ to }: { to: string }) => to === email)
    token = /hfi_[\w-]+/.exec(mail?.text ?? '')?.[0] ?? ''
    return token !== ''
  }, SOON_MS)
  const anybody = askWith(url, {})
  const password = `correct horse of ${name}`
  const { totp_secret: totp } = await must(
    anybody('POST', '/portal/api/invitations/accept', { token, password }),
  )
  const code = (later: bigint) => totpCode(readBase32(totp), stepAt(Date.now()) + later)
  const confirm = () =>
    must(anybody('POST', '/portal/api/invitations/confirm', { token, password, code: code(-1n) }))
  const first = await confirm().catch(confirm) // the step may have ended on the way
  const byPerson = askWith(url, { authorization: `Bearer ${first.session}` })
  const { session } = await must(anybody('POST', '/portal/api/sign-in', { email, password, code: code(1n) }))
  await running.db.updateTable('users').set({ totp_step: null }).where('email', '=', email).execute()
  // a passkey belongs to a name, and nothing is behind the name of the test
  const page = { host: new URL(url).host.replace('127.0.0.1', 'localhost') }
  const byPage = askWith(url.replace('127.0.0.1', 'localhost'), { authorization: `Bearer ${first.session}` })
  const offered = await must(byPage('POST', '/portal/api/passkeys/options', { code: code(0n) }))
  const response = createAuthenticator().create(offered, { origin: `http://${page.host}` })
  const passkey = await must(byPage('POST', '/portal/api/passkeys', { name: `phone of ${name}`, response }))
  const sessions = await must(byPerson('GET', '/portal/api/sessions'))
  const invited = await must(
    byKey('POST', '/management/users', { email: `second@${name}.example.org`, role: 'READ_ONLY' }),
  )
  return {
    session: first.session as string,
    byPerson,
    ids: {
      userId: invited.id,
      passkeyId: passkey.id,
      sessionId: sessions.find(({ current }: { current: boolean }) => !current).id,
    },
    secrets: { password, totp, session: first.session, secondSession: session, invitation: token },
  }
}

/** A key, its credential, a token of its own, addresses, a draft of policies, a scenario. */
async function tellSettings({ name, byKey, running }: Base) {
  const key = await must(
    byKey('POST', '/management/keys/create', { name: `second of ${name}`, levels: { cards: 1 } }),
  )
  const credential = await must(
    byKey('POST', '/management/credentials/create', { key_id: key.id, operation_id: 'treasury', level: 1 }),
  )
  const chain = running.sandbox.chains.POLYGON
  if (chain === undefined) throw new Error('the sandbox has no POLYGON')
  const [deployed] = await deployTokens(chain.rpc_url, [{ name, symbol: 'OWN', decimals: 6 }])
  const token = await must(
    byKey('POST', '/management/tokens', {
      blockchain: 'POLYGON',
      address: deployed?.address,
      usd_price: 1,
    }),
  )
  const place = { address: OUTSIDE, blockchain: 'POLYGON' }
  const allowed = await must(
    byKey('POST', '/management/allowed-addresses', { ...place, label: `allowed by ${name}` }),
  )
  const withdrawal = await must(
    byKey('POST', '/cards/account/configuration/withdrawal-addresses', { ...place, alias: `of ${name}` }),
  )
  await must(byKey('POST', '/management/configurations/payments', { ...place, address: OUTSIDE }))
  const policies = [{ name: `policy of ${name}`, products: ['cards'], max_per_payment: 1_000_000 }]
  const { draft } = await must(byKey('PUT', '/management/policies', { policies }))
  const scenario = await must(
    byKey('POST', '/sandbox/scenarios', {
      steps: [{ method: 'POST', path: '/sandbox/chains/POLYGON/mine', body: { blocks: 1 } }],
    }),
  )
  await must(byKey('POST', '/management/webhooks/test', { product: 'cards', event_type: 'authorized' }))
  return {
    ids: {
      keyId: key.id,
      credentialId: credential.id,
      tokenId: token.id,
      '/management/allowed-addresses/{addressId}#addressId': allowed.id,
      '/cards/account/configuration/withdrawal-addresses/{addressId}#addressId': withdrawal.id,
      approvalId: draft.approval_id,
      scenarioId: scenario.id,
    },
    secrets: { secondKey: key.api_key },
  }
}

/** A client whom the bank knows, a wallet with money that came and went, ramps in and out. */
async function tellMoney({ name, byKey }: Base) {
  const paper = `AAB-${name}-998877`
  const client = await must(
    byKey('POST', '/management/clients/individuals', {
      ...completePerson({ first_name: name, individual_identification: paper }),
    }),
  )
  await must(byKey('POST', `/sandbox/clients/${client.id}/kyc`, { status: 'active' }))
  const firm = await must(
    byKey(
      'POST',
      '/management/clients/business',
      business({ primary_website: `https://${name}.example.org` }),
    ),
  )
  const link = await must(
    byKey('POST', `/management/clients/${client.id}/providers`, {
      provider: 'REAP',
      customer_id: `c-${name}`,
    }),
  )
  const request = await must(
    byKey('POST', `/management/clients/individuals/${client.id}/products`, {
      subproduct: 'cards_individuals',
    }),
  )
  const accountNumber = '998877665544332'
  const bank = await must(
    byKey('POST', `/management/clients/${client.id}/banks/us`, {
      ...RAILS_BY_EXAMPLE.us.body,
      account_number: accountNumber,
    }),
  )
  const breB = await must(
    byKey('POST', `/management/clients/${client.id}/banks/bre-b`, {
      bank_holder_name: name,
      bre_b_key: '3001234567',
    }),
  )
  const wallet = await must(byKey('POST', '/virtual-wallets/create', { alias: name, blockchain: 'POLYGON' }))
  await must(byKey('PATCH', `/virtual-wallets/${wallet.id}/client/${client.id}`))
  const { USDC: usdc } = await must(byKey('GET', '/mpc/tokens/POLYGON'))
  const drop = { blockchain: 'POLYGON', to_address: wallet.wallet_address, amount: 500, token_address: usdc }
  await must(byKey('POST', '/sandbox/faucet', drop))
  await mineUntil(byKey, async () => {
    const { items } = await must(byKey('GET', '/management/deposits?product=virtual_wallets'))
    return items.length > 0 && items.every(({ status }: { status: string }) => status === 'FINALIZED')
  })
  const payment = await must(
    byKey('POST', `/virtual-wallets/${wallet.id}/withdraw`, {
      to_wallet_address: OUTSIDE,
      token_address: usdc,
      amount: 7,
    }),
  )
  const on = await must(
    byKey('POST', '/virtual-wallets/bank-ramps/ramp-on', {
      wallet_id: wallet.id,
      amount: 50,
      source_currency: 'USD',
    }),
  )
  const out = { wallet_id: wallet.id, bank_account_id: breB.id, amount: 20, reference: 'R' }
  const off = await must(byKey('POST', '/virtual-wallets/bank-ramps/ramp-off', out))
  await mineUntil(byKey, async () => {
    const { status } = await must(byKey('GET', `/virtual-wallets/ramps/${off.id}`))
    const { status: paid } = await must(byKey('GET', `/management/payments/${payment.id}`))
    return status === 'COMPLETED' && paid === 'SUCCESS'
  })
  await becomes(async () => (await byKey('GET', '/management/proof-of-reserves')).status === 200, SOON_MS)
  return {
    ids: {
      walletId: wallet.id,
      clientId: client.id,
      productRequestId: request.id,
      bankId: bank.id,
      paymentId: payment.id,
      rampId: on.id,
      transferId: off.id,
      '/management/clients/individuals/{id}#id': client.id,
      '/management/clients/{id}/terms-link#id': client.id,
      '/management/clients/{clientId}/providers/{id}#id': link.id,
      '/management/clients/{id}#id': firm.id,
      '/management/clients/{id}/enable-otp#id': firm.id,
      '/virtual-wallets/ramps/{id}#id': on.id,
      '/virtual-wallets/ramps/transfer/{id}#id': on.id,
      '/virtual-wallets/bank-ramps/ramp-on/cancel/{id}#id': on.id,
      '/portal/api/ramps/{id}/payment#id': on.id,
    },
    secrets: { accountNumber, paper },
  }
}

/** A card with number, PIN, money, a purchase, a challenge, a back-test. */
async function tellCard({ url, name, byKey }: Base) {
  const card = await must(
    byKey('POST', '/cards/virtual-cards/create', {
      card_holder_name: name,
      approval_method: 'TOP_UP',
      phone_country_code: '34',
      phone: '600000000',
    }),
  )
  const [{ address, blockchain }] = await must(byKey('GET', `/cards/virtual-cards/${card.id}/top-up`))
  await must(byKey('POST', '/sandbox/faucet', { blockchain, to_address: address, amount: 200 }))
  await mineUntil(byKey, async () => {
    const { items } = await must(byKey('GET', '/management/deposits?product=cards'))
    return items.length > 0 && items.every(({ status }: { status: string }) => status === 'FINALIZED')
  })
  const { items: deposits } = await must(byKey('GET', '/management/deposits?product=cards'))
  const pin = '483716'
  await must(byKey('PUT', `/cards/virtual-cards/${card.id}/pin`, { pin }))
  const linked = await must(byKey('GET', `/cards/virtual-cards/${card.id}/pan-html`))
  const link = new URL(linked.url).pathname
  const page = (await askWith(url, {})('GET', link)).text
  const shown = (id: string) =>
    (new RegExp(`id="${id}-value">([^<]*)<`).exec(page)?.[1] ?? '').replaceAll(/\D/g, '')
  const bought = await must(
    byKey('POST', '/sandbox/cards/authorize', { card_id: card.id, amount: { value: 1200, currency: 'USD' } }),
  )
  const challenge = await must(byKey('POST', '/sandbox/cards/three-ds-challenge', { card_id: card.id }))
  const backTest = await must(
    byKey('POST', '/cards/account/configuration/back-tests', {
      from_date: '2026-01-01',
      to_date: new Date().toISOString(),
      velocity_rules: [{ max_authorizations: 1, time_window_seconds: 60 }],
    }),
  )
  const unused = await must(byKey('GET', `/cards/virtual-cards/${card.id}/pan-html`))
  return {
    ids: {
      cardId: card.id,
      transactionId: bought.transaction_id,
      challengeId: challenge.challenge_id,
      depositId: deposits[0].id,
      backTestId: backTest.id,
    },
    secrets: {
      pan: shown('pan'),
      cvv: shown('cvv'),
      pin,
      code: String(challenge.otp),
      panLink: link.replace('/cards/pan/', ''),
      openPanLink: new URL(unused.url).pathname.replace('/cards/pan/', ''),
    },
  }
}

async function tellTreasury({ name, byKey }: Base) {
  const account = await must(byKey('POST', '/mpc/accounts/create', { alias: name }))
  const wallet = await must(
    byKey('POST', `/mpc/accounts/${account.id}/wallets/create`, { alias: name, blockchain: 'POLYGON' }),
  )
  return {
    ids: {
      accountId: account.id,
      ...Object.fromEntries(
        ['', '/balance', '/delete', '/transfer', '/update'].map((end) => [
          `/mpc/accounts/{accountId}/wallets/{walletId}${end}#walletId`,
          wallet.id,
        ]),
      ),
    },
  }
}

async function mineUntil(byKey: Ask, isSo: () => Promise<boolean>): Promise<void> {
  const held = await becomes(async () => {
    if (await isSo()) return true
    await must(byKey('POST', '/sandbox/chains/POLYGON/mine', { blocks: 1 }))
    return false
  }, SOON_MS)
  if (!held) throw new Error('mined in vain')
}
