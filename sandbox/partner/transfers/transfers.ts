import { findCustomer } from '../customers/customer.ts'
import { listAnswer } from '../http/list.ts'
import { invalidParameters, invalidQuery } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import { type ApiCall, type ApiRoute, idIn } from '../http/route.ts'
import type { TransferRecord } from '../records.ts'
import { unschedule, type World } from '../world.ts'
import { createTransferRoute } from './create-transfer.ts'
import { withAmount } from './instructions.ts'
import { checkMinimum, feesOf, readMoney } from './read-money.ts'
import { readReturnAddress } from './read-sides.ts'
import { decimalsOf } from './settle.ts'
import { awaitsFunds, changeTransfer, findTransfer, payoutId, showTransfer } from './transfer.ts'

export const transferRoutes: readonly ApiRoute[] = [
  createTransferRoute,
  {
    method: 'GET',
    path: '/transfers',
    answer: (call) => listTransfers(call, () => true),
  },
  {
    method: 'GET',
    path: '/customers/{id}/transfers',
    answer(call) {
      const { id } = findCustomer(call.world, idIn(call.params))
      return listTransfers(call, ({ customer_id }) => customer_id === id)
    },
  },
  {
    method: 'GET',
    path: '/transfers/static_templates',
    answer: ({ query, world }) => listAnswer([], query, (one) => showTransfer(world, one)),
  },
  {
    method: 'GET',
    path: '/transfers/{id}',
    answer: ({ world, params }) => ({
      status: 200,
      body: showTransfer(world, findTransfer(world, idIn(params))),
    }),
  },
  {
    method: 'PUT',
    path: '/transfers/{id}',
    answer: (call) => ({ status: 201, body: showTransfer(call.world, updateTransfer(call)) }),
  },
  {
    method: 'DELETE',
    path: '/transfers/{id}',
    answer({ world, params }) {
      const transfer = demandWaiting(findTransfer(world, idIn(params)))
      unschedule(world, 'expiry', transfer.id)
      const deleted = changeTransfer(world, transfer, { state: 'canceled', deleted: true })
      return { status: 200, body: showTransfer(world, deleted) }
    },
  },
]

function listTransfers({ world, query }: ApiCall, fits: (transfer: TransferRecord) => boolean) {
  const [after, before] = [timeIn(query, 'updated_after_ms'), timeIn(query, 'updated_before_ms')]
  const [state, hash, template] = [query.get('state'), query.get('tx_hash'), query.get('template_id')]
  const found = world.tables.transfers
    .values()
    .filter(
      (one) =>
        !one.deleted &&
        fits(one) &&
        (after === null || one.updated_at > after) &&
        (before === null || one.updated_at < before) &&
        (state === null || one.state === state) &&
        (hash === null || hashesOf(world, one).includes(hash)) &&
        template === null,
    )
  return listAnswer(found, query, (one) => showTransfer(world, one))
}

function hashesOf({ tables }: World, { id, deposit }: TransferRecord): (string | null | undefined)[] {
  return [deposit?.tx_hash, tables.payments.get(payoutId(id))?.hash]
}

function timeIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  if (!/^\d{1,15}$/.test(text)) throw invalidQuery([name])
  return Number(text)
}

/** Amount, fee, and where tokens go back to. A fee that is named replaces the other sort. */
function updateTransfer({ world, params, body }: ApiCall): TransferRecord {
  const transfer = demandWaiting(findTransfer(world, idIn(params)))
  const isFlexible = transfer.amount === null
  const names = ['developer_fee', 'developer_fee_percent'] as const
  const hasFee = names.some((name) => body[name] !== undefined && body[name] !== null)
  const fees = Object.fromEntries(names.map((name) => [name, hasFee ? body[name] : transfer[name]]))
  const reader = new Reader({ ...body, amount: body.amount ?? transfer.amount, ...fees })
  const money = readMoney(reader, decimalsOf(transfer.way).source, isFlexible)
  checkMinimum(world, reader, transfer, money.units)
  const chain = world.chains.get(String(transfer.source.payment_rail))
  if (transfer.way === 'ON' && reader.has('return_instructions'))
    reader.fail('return_instructions', 'are for crypto sources')
  const back = chain === undefined ? null : readReturnAddress(reader, chain)
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  const { amount } = money
  return changeTransfer(world, transfer, {
    amount,
    ...feesOf(money),
    ...(amount === null ? {} : { instructions: withAmount(transfer.instructions, amount) }),
    ...(back === null ? {} : { return_address: back }),
  })
}

function demandWaiting(transfer: TransferRecord): TransferRecord {
  if (awaitsFunds(transfer)) return transfer
  throw invalidParameters({ state: `is ${transfer.state}, not awaiting_funds` })
}

/** Nobody has paid in time. Within a commit. */
export function expireTransfer(world: World, id: string): void {
  const transfer = world.tables.transfers.get(id)
  if (transfer !== undefined && !transfer.deleted && awaitsFunds(transfer))
    cancelUnpaid(world, transfer, 'It was not paid in time')
}

/** Within a commit. */
export function cancelUnpaid(world: World, transfer: TransferRecord, reason: string): void {
  unschedule(world, 'expiry', transfer.id)
  changeTransfer(world, transfer, { state: 'canceled', returned: { reason, reference: null } })
}
