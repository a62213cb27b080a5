import { type PartnerTransfer, TRANSFER_STATES, type TransferState } from '../partner.ts'
import {
  decimal,
  type Fields,
  fields,
  instant,
  isFields,
  optionalFields,
  optionalText,
  scalar,
  text,
} from './read.ts'

/** @throws Unreadable */
export function readTransfer(answer: unknown): PartnerTransfer {
  const of = fields(answer, 'the transfer')
  const receipt = optionalFields(of.receipt)
  const createdAt = instant(of, 'created_at')
  return {
    id: text(of, 'id'),
    clientReferenceId: optionalText(of, 'client_reference_id'),
    customerId: text(of, 'on_behalf_of'),
    state: readState(text(of, 'state').toLowerCase()),
    amount: decimal(of, 'amount'),
    currency: optionalText(of, 'currency')?.toLowerCase() ?? null,
    instructions: readInstructions(of.source_deposit_instructions),
    receipt: {
      initialAmount: decimal(receipt, 'initial_amount'),
      developerFee: decimal(receipt, 'developer_fee'),
      exchangeFee: decimal(receipt, 'exchange_fee'),
      finalAmount: decimal(receipt, 'final_amount'),
      exchangeRate: decimal(receipt, 'exchange_rate'),
      sourceTxHash: optionalText(receipt, 'source_tx_hash'),
      destinationTxHash: optionalText(receipt, 'destination_tx_hash'),
    },
    returned: readReturn(of.return_details),
    sender: readSender(optionalFields(of.source)),
    createdAt,
    updatedAt: optionalText(of, 'updated_at') === null ? createdAt : instant(of, 'updated_at'),
  }
}

function readState(word: string): TransferState | null {
  // In some examples only, for the same.
  if (word === 'pending') return 'awaiting_funds'
  return TRANSFER_STATES.find((state) => state === word) ?? null
}

/** What is no text (a list, an object) says nothing to who pays. */
function readInstructions(value: unknown): PartnerTransfer['instructions'] {
  return Object.fromEntries(
    Object.entries(optionalFields(value))
      .filter(([, instruction]) => instruction === null || scalar(instruction) !== null)
      .map(([name, instruction]) => [name, scalar(instruction)]),
  )
}

function readReturn(value: unknown): PartnerTransfer['returned'] {
  if (!isFields(value)) return null
  return {
    reason: optionalText(value, 'reason'),
    refundReference: optionalText(value, 'refund_reference_id'),
  }
}

/** Only some rails tell it, under names of their own. */
function readSender(source: Fields): string | null {
  return optionalText(source, 'sender_name') ?? optionalText(source, 'bank_beneficiary_name')
}
