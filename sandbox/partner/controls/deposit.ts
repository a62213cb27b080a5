import { amountText } from '../decimal.ts'
import { invalidParameters } from '../http/problem.ts'
import { Reader } from '../http/reader.ts'
import type { Json, TransferRecord } from '../records.ts'
import { receiveFiat } from '../transfers/deposit.ts'
import { FIAT_DECIMALS } from '../transfers/settle.ts'
import { findTransfer } from '../transfers/transfer.ts'
import type { World } from '../world.ts'

/** Fiat arrives for a transfer, which is named or found by the message of the payment. */
export function deposit(world: World, body: Json): TransferRecord {
  const reader = new Reader(body)
  const units = reader.amount('amount', FIAT_DECIMALS)
  const sender = reader.has('sender_name') ? reader.text('sender_name') : null
  const [id, message] = [reader.text('transfer_id'), reader.text('deposit_message')]
  if (id === '' && message === '') reader.fail('transfer_id', 'or deposit_message must be set')
  if (!reader.isRight) throw invalidParameters(reader.wrong)
  const transfer = id === '' ? findByMessage(world, message) : findTransfer(world, id)
  const amount = units === null ? null : amountText(units, FIAT_DECIMALS)
  return world.store.commit(() => receiveFiat(world, transfer, amount, sender))
}

function findByMessage(world: World, message: string): TransferRecord {
  const found = world.tables.transfers
    .values()
    .find(({ instructions, deleted }) => !deleted && instructions.deposit_message === message)
  return findTransfer(world, found?.id ?? '')
}
