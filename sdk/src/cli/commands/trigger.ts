import type { Client } from '../../client.ts'
import * as cardFunds from '../../generated/card-funds.ts'
import * as cards from '../../generated/cards.ts'
import * as sandbox from '../../generated/sandbox.ts'
import * as tokens from '../../generated/tokens.ts'
import * as wallets from '../../generated/wallets.ts'
import * as webhooks from '../../generated/webhooks.ts'
import { type Command, command } from '../command.ts'
import { CommandError, UsageError } from '../failure.ts'
import { minorUnits } from '../minor-units.ts'

const CARD = { type: 'string', value: 'CARD', about: 'id of the card', required: true } as const
const AMOUNT = { type: 'string', value: 'AMOUNT' } as const
const BLOCKCHAIN = { type: 'string', value: 'CHAIN', about: 'POLYGON, BSC or TRON', required: true } as const

const deposit = command({
  name: 'trigger deposit',
  summary: 'Pay tokens from outside to a wallet or a card',
  about: 'It is credited a few blocks later: see holdfast listen, or wallets balance.',
  args: [],
  options: {
    wallet: { type: 'string', value: 'WALLET', about: 'id of the virtual wallet' },
    card: {
      type: 'string',
      value: 'CARD',
      about: 'id of the card; the holding wallet is paid when it has no address',
    },
    amount: { ...AMOUNT, about: 'default 100' },
    token: { type: 'string', value: 'SYMBOL', about: "default: the chain's first" },
  },
  async run({ client: connect, options: { wallet, card, amount, token } }) {
    const client = connect()
    const { blockchain, address } = await payee(client, wallet, card)
    const data = await sandbox.faucet(client, {
      blockchain,
      to_address: address,
      amount: amount ?? '100',
      token_address: token === undefined ? undefined : await tokenAddress(client, blockchain, token),
    })
    return { data }
  },
})

const purchase = command({
  name: 'trigger purchase',
  summary: 'Buy something with a card',
  about: 'The answer is what the merchant gets: response_code 00 is a yes, decline_code tells why not.',
  args: [],
  options: {
    card: CARD,
    amount: { ...AMOUNT, about: 'default 10.00' },
    currency: { type: 'string', value: 'CODE', about: 'of the purchase; default USD' },
    mcc: { type: 'string', value: 'CODE', about: 'category of the merchant' },
    channel: { type: 'string', value: 'CHANNEL', about: 'ECOMMERCE, POS or ATM; default ECOMMERCE' },
  },
  async run({ client, options: { card, amount, currency = 'USD', mcc, channel } }) {
    const data = await sandbox.authorize(client(), {
      card_id: card,
      amount: { value: minorUnits(amount ?? '10', currency), currency: currency.toUpperCase() },
      channel,
      merchant: mcc === undefined ? undefined : { mcc },
    })
    return { data }
  },
})

const TRANSACTION = {
  type: 'string',
  value: 'ID',
  about: 'of the purchase; default: the newest that fits',
} as const

/** What the network says of a purchase that is there. */
function followUp(
  name: string,
  summary: string,
  amountAbout: string,
  call: typeof sandbox.clear | typeof sandbox.reverse | typeof sandbox.refund | typeof sandbox.increment,
): Command {
  return command({
    name: `trigger ${name}`,
    summary,
    args: [],
    options: { card: CARD, amount: { ...AMOUNT, about: amountAbout }, transaction: TRANSACTION },
    async run({ client, options: { card, amount, transaction } }) {
      const billing = amount === undefined ? undefined : { value: minorUnits(amount, 'USD') }
      return { data: await call(client(), { card_id: card, transaction_id: transaction, billing }) }
    },
  })
}

const push = command({
  name: 'trigger push',
  summary: 'Have somebody push money to a card',
  args: [],
  options: { card: CARD, amount: { ...AMOUNT, about: 'USD; default 10' } },
  run: async ({ client, options: { card, amount } }) => ({
    data: await sandbox.pushMoney(client(), {
      card_id: card,
      billing: { value: minorUnits(amount ?? '10', 'USD') },
    }),
  }),
})

const challenge = command({
  name: 'trigger 3ds',
  summary: 'Have a merchant ask the cardholder for a code',
  args: [],
  options: {
    card: CARD,
    action: {
      type: 'string',
      value: 'ACTION',
      about: 'create, verify (types the code) or status; default create',
    },
  },
  run: async ({ client, options: { card, action } }) => {
    const input = { card_id: card, ...(action === undefined ? {} : { action }) }
    return { data: await sandbox.challenge3ds(client(), input) }
  },
})

const settle = command({
  name: 'trigger settle',
  summary: 'Settle with the card network, as once a day',
  args: [],
  options: {},
  run: async ({ client }) => ({ data: await sandbox.settle(client()) }),
})

const clock = command({
  name: 'trigger clock',
  summary: 'Move business time forward: limits, holds, retries, ramps',
  args: [],
  options: {
    advance: { type: 'string', value: 'TIME', about: 'such as 90s, 15m, 6h or 2d', required: true },
  },
  run: async ({ client, options: { advance } }) => ({
    data: await sandbox.advanceClock(client(), { advance_seconds: secondsOf(advance) }),
  }),
})

const blocks = command({
  name: 'trigger blocks',
  summary: 'Mine blocks at once',
  args: [],
  options: { blockchain: BLOCKCHAIN, count: { type: 'string', value: 'N', about: 'default 1' } },
  run: async ({ client, options: { blockchain, count } }) => ({
    data: await sandbox.mine(client(), { blockchain, blocks: count ?? '1' }),
  }),
})

const reorg = command({
  name: 'trigger reorg',
  summary: 'Replace the newest blocks of a chain: deposits in them are reverted',
  args: [],
  options: {
    blockchain: BLOCKCHAIN,
    depth: { type: 'string', value: 'N', about: 'how many blocks', required: true },
  },
  run: async ({ client, options: { blockchain, depth } }) => ({
    data: await sandbox.reorganise(client(), { blockchain, depth }),
  }),
})

const kyc = command({
  name: 'trigger kyc',
  summary: 'Have the banking partner decide on a client',
  args: [],
  options: {
    client: { type: 'string', value: 'CLIENT', about: 'id of the client', required: true },
    status: { type: 'string', value: 'STATUS', about: 'active, in_review or rejected; default active' },
  },
  run: async ({ client, options: { client: clientId, status } }) => ({
    data: await sandbox.decideClient(client(), {
      clientId,
      status: oneOf('status', status ?? 'active', ['active', 'in_review', 'rejected']),
    }),
  }),
})

const product = command({
  name: 'trigger product',
  summary: 'Have the banking partner decide on a product that a client asked for',
  args: [],
  options: {
    request: { type: 'string', value: 'REQUEST', about: 'id of the product request', required: true },
    status: {
      type: 'string',
      value: 'STATUS',
      about: 'enabled, pending_documentation or rejected; default enabled',
    },
  },
  run: async ({ client, options: { request: productRequestId, status } }) => ({
    data: await sandbox.decideProduct(client(), {
      productRequestId,
      status: oneOf('status', status ?? 'enabled', ['enabled', 'pending_documentation', 'rejected']),
    }),
  }),
})

const ramp = command({
  name: 'trigger ramp',
  summary: 'Have the banking partner bring a ramp into a state',
  about:
    'States: funds_received, payment_processed, returned, canceled and others: see docs/partner-simulator.md.',
  args: [],
  options: {
    ramp: { type: 'string', value: 'RAMP', about: 'id of the ramp', required: true },
    state: { type: 'string', value: 'STATE', about: 'such as funds_received', required: true },
    amount: { ...AMOUNT, about: 'that arrived; default: what was announced' },
  },
  run: async ({ client, options: { ramp: rampId, state, amount } }) => ({
    // The platform knows the states, and names them when this is none.
    data: await sandbox.setRampState(client(), { rampId, state: state as 'funds_received', amount }),
  }),
})

const event = command({
  name: 'trigger event',
  summary: 'Send an invented event to your webhook URL',
  args: ['product', 'event_type'],
  options: {},
  run: async ({ client, args: [product, event_type] }) => ({
    data: await webhooks.test(client(), {
      product: oneOf('product', product, ['virtual_wallets', 'cards', 'treasury', 'company_activity']),
      event_type,
    }),
  }),
})

export const triggerCommands: readonly Command[] = [
  deposit,
  purchase,
  followUp('increment', 'Add to an approved purchase', 'USD; default 5', sandbox.increment),
  followUp(
    'clearing',
    'Have the merchant take the money of a purchase',
    'USD; default: all that is open',
    sandbox.clear,
  ),
  followUp(
    'reversal',
    'Have the merchant let go of a purchase',
    'USD; default: all that is open',
    sandbox.reverse,
  ),
  followUp(
    'refund',
    'Have the merchant give money back',
    'USD; default: all that was cleared',
    sandbox.refund,
  ),
  push,
  challenge,
  settle,
  clock,
  blocks,
  reorg,
  kyc,
  product,
  ramp,
  event,
]

interface Payee {
  readonly blockchain: string
  readonly address: string
}

async function payee(
  client: Client,
  walletId: string | undefined,
  cardId: string | undefined,
): Promise<Payee> {
  if (walletId !== undefined && cardId === undefined) {
    const { blockchain, wallet_address: address } = await wallets.get(client, { walletId })
    return { blockchain, address }
  }
  if (cardId === undefined || walletId !== undefined)
    throw new UsageError('Give either --wallet or --card', 'trigger deposit')
  const [own] = await cards.topUpAddresses(client, { cardId })
  if (own !== undefined) return own
  // Only TOP_UP cards have an address: the others spend what the holding wallet of all cards has.
  const { blockchain, deposit_address: address } = await cardFunds.holdingBalance(client)
  return { blockchain, address }
}

async function tokenAddress(client: Client, blockchain: string, symbol: string): Promise<string> {
  if (symbol === 'native') return symbol
  const known = await tokens.ofBlockchain(client, { blockchain })
  const address = known[symbol.toUpperCase()]
  if (address !== undefined) return address
  throw new CommandError(
    `${blockchain} has no token ${symbol}.`,
    `It has ${Object.keys(known).join(', ')}, and native.`,
  )
}

const SECONDS: Readonly<Record<string, bigint>> = { s: 1n, m: 60n, h: 3_600n, d: 86_400n }

function secondsOf(text: string): string {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? []
  const seconds = SECONDS[unit]
  if (seconds === undefined)
    throw new UsageError(`"${text}" is no time like 90s, 15m, 6h or 2d`, 'trigger clock')
  return (BigInt(count) * seconds).toString()
}

function oneOf<const V extends string>(name: string, value: string, allowed: readonly V[]): V {
  const found = allowed.find((one) => one === value.toLowerCase())
  if (found === undefined) throw new UsageError(`${name} must be one of ${allowed.join(', ')}`)
  return found
}
