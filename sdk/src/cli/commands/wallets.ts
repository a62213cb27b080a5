import * as holding from '../../generated/holding.ts'
import * as wallets from '../../generated/wallets.ts'
import { type Command, command } from '../command.ts'
import { take } from '../take.ts'

const BLOCKCHAIN = { type: 'string', value: 'CHAIN', about: 'POLYGON, BSC or TRON', required: true } as const
const BALANCE_COLUMNS = ['symbol', 'balance', 'token_address']

const list = command({
  name: 'wallets list',
  summary: 'List the virtual wallets of a chain',
  args: [],
  options: { blockchain: BLOCKCHAIN },
  async run({ client, options }) {
    const data = await wallets.list(client(), options)
    return { data, columns: ['id', 'alias', 'wallet_address', 'enabled'] }
  },
})

const create = command({
  name: 'wallets create',
  summary: 'Create a virtual wallet: an address and a balance for a customer',
  args: [],
  options: {
    blockchain: BLOCKCHAIN,
    alias: { type: 'string', about: 'a name for you', required: true },
  },
  run: async ({ client, options }) => ({ data: await wallets.create(client(), options) }),
})

const show = command({
  name: 'wallets show',
  summary: 'Show a virtual wallet',
  args: ['wallet'],
  options: {},
  run: async ({ client, args: [walletId] }) => ({ data: await wallets.get(client(), { walletId }) }),
})

const balance = command({
  name: 'wallets balance',
  summary: 'Show what a virtual wallet has',
  args: ['wallet'],
  options: {},
  async run({ client, args: [walletId] }) {
    return { data: await wallets.balance(client(), { walletId }), columns: BALANCE_COLUMNS }
  },
})

const movements = command({
  name: 'wallets movements',
  summary: 'List what happened in a virtual wallet, the newest first',
  args: ['wallet'],
  options: { limit: { type: 'string', value: 'N', about: 'at most so many; default 20' } },
  async run({ client, args: [walletId], options: { limit } }) {
    const data = await take(wallets.allMovements(client(), { walletId }), limit)
    return { data, columns: ['date', 'operation', 'status', 'amount', 'transaction_hash'] }
  },
})

const withdraw = command({
  name: 'wallets withdraw',
  summary: 'Send tokens of a virtual wallet away',
  about:
    'With --idempotency-key the command can be repeated without paying twice, also after it was cut short.',
  args: ['wallet'],
  options: {
    to: { type: 'string', value: 'ADDRESS', about: 'where to', required: true },
    token: {
      type: 'string',
      value: 'ADDRESS',
      about: 'address of the token: see wallets balance',
      required: true,
    },
    amount: { type: 'string', value: 'AMOUNT', about: 'such as 12.5', required: true },
    'idempotency-key': { type: 'string', value: 'KEY', about: 'yours, such as the number of the order' },
  },
  async run({ client, args: [walletId], options: { to, token, amount, 'idempotency-key': idempotencyKey } }) {
    const input = { walletId, to_wallet_address: to, token_address: token, amount }
    return {
      data: await wallets.withdraw(client(), input, idempotencyKey === undefined ? {} : { idempotencyKey }),
    }
  },
})

const held = command({
  name: 'wallets holding',
  summary: 'Show what the holding wallet of a chain has on the chain',
  args: [],
  options: { blockchain: BLOCKCHAIN },
  async run({ client, options }) {
    return { data: await holding.balance(client(), options), columns: BALANCE_COLUMNS }
  },
})

export const walletCommands: readonly Command[] = [list, create, show, balance, movements, withdraw, held]
