import * as cards from '../../generated/cards.ts'
import { type Command, command, type OptionSpec } from '../command.ts'
import { UsageError } from '../failure.ts'
import { take } from '../take.ts'

const AMOUNT = { type: 'string', value: 'USD' } as const
const LIMITS = {
  'daily-limit': { ...AMOUNT, about: 'at most so much a day' },
  'weekly-limit': { ...AMOUNT, about: 'at most so much a week' },
  'monthly-limit': { ...AMOUNT, about: 'at most so much a month' },
  'purchase-limit': { ...AMOUNT, about: 'at most so much a purchase' },
} as const satisfies Record<string, OptionSpec>

const list = command({
  name: 'cards list',
  summary: 'List the cards',
  args: [],
  options: {},
  async run({ client }) {
    const columns = ['id', 'card_holder_name', 'last4', 'status', 'approval_method']
    return { data: await cards.list(client()), columns }
  },
})

const create = command({
  name: 'cards create',
  summary: 'Issue a card',
  about: `Methods: TOP_UP spends what was paid to the card, WEBHOOK asks your endpoint at each purchase (holdfast listen),
NONE passes whatever the holding wallet covers.`,
  args: [],
  options: {
    name: { type: 'string', about: 'of the holder, as on the card', required: true },
    method: { type: 'string', value: 'METHOD', about: 'TOP_UP, WEBHOOK or NONE; default TOP_UP' },
    phone: { type: 'string', value: 'NUMBER', about: 'of the holder, without the country', required: true },
    'phone-code': { type: 'string', value: 'CODE', about: 'of the country, such as 34', required: true },
    email: { type: 'string', about: 'of the holder' },
    metadata: { type: 'string', value: 'JSON', about: 'an object that comes with every event of the card' },
    ...LIMITS,
  },
  async run({ client, options }) {
    const data = await cards.create(client(), {
      card_holder_name: options.name,
      approval_method: options.method ?? 'TOP_UP',
      phone_country_code: options['phone-code'],
      phone: options.phone,
      email: options.email,
      metadata: readMetadata(options.metadata),
      ...limitsOf(options),
    })
    return { data }
  },
})

const show = command({
  name: 'cards show',
  summary: 'Show a card',
  args: ['card'],
  options: {},
  run: async ({ client, args: [cardId] }) => ({ data: await cards.get(client(), { cardId }) }),
})

const balance = command({
  name: 'cards balance',
  summary: 'Show what a card can spend of its own',
  args: ['card'],
  options: {},
  run: async ({ client, args: [cardId] }) => ({ data: await cards.balance(client(), { cardId }) }),
})

const addresses = command({
  name: 'cards addresses',
  summary: "Show where a card's balance is paid to",
  args: ['card'],
  options: {},
  async run({ client, args: [cardId] }) {
    const data = await cards.topUpAddresses(client(), { cardId })
    return { data, columns: ['blockchain', 'address', 'tokens'] }
  },
})

const add = command({
  name: 'cards add',
  summary: "Raise a card's balance by hand; no tokens move",
  args: ['card', 'amount'],
  options: {},
  run: async ({ client, args: [cardId, amount] }) => ({
    data: await cards.addBalance(client(), { cardId, amount }),
  }),
})

const transactions = command({
  name: 'cards transactions',
  summary: 'List the purchases of a card, the newest first',
  about: 'Amounts are what a purchase comes to by now, fees included. Without --from the last seven days.',
  args: ['card'],
  options: {
    from: { type: 'string', value: 'DATE', about: 'YYYY-MM-DD' },
    to: { type: 'string', value: 'DATE', about: 'YYYY-MM-DD, that day included' },
    limit: { type: 'string', value: 'N', about: 'at most so many; default 20' },
  },
  async run({ client, args: [cardId], options: { from, to, limit } }) {
    const input = { cardId, operations: ['PURCHASE'], from_date: from, to_date: to }
    const data = await take(cards.allTransactions(client(), input, { apiVersion: 2 }), limit)
    return { data, columns: ['datetime', 'bill_amount', 'bill_currency', 'merchant_name', 'id'] }
  },
})

const limits = command({
  name: 'cards limits',
  summary: 'Replace the limits of a card; what is left out has none',
  args: ['card'],
  options: LIMITS,
  run: async ({ client, args: [cardId], options }) => ({
    data: await cards.replaceLimits(client(), { cardId, ...limitsOf(options) }),
  }),
})

const freeze = command({
  name: 'cards freeze',
  summary: 'Decline every purchase of a card, until it is unfrozen',
  args: ['card'],
  options: {},
  run: async ({ client, args: [cardId] }) => ({
    data: await cards.setFrozen(client(), { cardId, freeze: true }),
  }),
})

const unfreeze = command({
  name: 'cards unfreeze',
  summary: 'Let purchases of a frozen card pass again',
  args: ['card'],
  options: {},
  run: async ({ client, args: [cardId] }) => ({
    data: await cards.setFrozen(client(), { cardId, freeze: false }),
  }),
})

const unblock = command({
  name: 'cards unblock',
  summary: 'Open a card that a velocity rule or wrong CVVs have blocked',
  args: ['card'],
  options: {},
  run: async ({ client, args: [cardId] }) => ({ data: await cards.unblock(client(), { cardId }) }),
})

export const cardCommands: readonly Command[] = [
  list,
  create,
  show,
  balance,
  addresses,
  add,
  transactions,
  limits,
  freeze,
  unfreeze,
  unblock,
]

function limitsOf(options: { readonly [K in keyof typeof LIMITS]: string | undefined }) {
  return {
    daily_limit: options['daily-limit'],
    weekly_limit: options['weekly-limit'],
    monthly_limit: options['monthly-limit'],
    per_transaction_limit: options['purchase-limit'],
  }
}

function readMetadata(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined
  try {
    const metadata: unknown = JSON.parse(text)
    if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata))
      return metadata as Record<string, unknown>
  } catch {
    // said below
  }
  throw new UsageError('--metadata must be a JSON object', 'cards create')
}
