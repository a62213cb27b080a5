import type { Logger } from '../../kernel/log.ts'
import type { FiatTargetRail, NewPartnerTransfer, Partner, PartnerTransfer } from '../partner.ts'
import { goneIsDone } from './gone.ts'
import type { Ask } from './http.ts'
import { isFields } from './read.ts'
import { readPages } from './read-pages.ts'
import { readTransfer } from './read-transfer.ts'

type Transfers = Pick<
  Partner,
  'createTransfer' | 'getTransfer' | 'updateTransfer' | 'deleteTransfer' | 'listTransfers'
>

export function bridgeTransfers(ask: Ask, log: Logger): Transfers {
  const path = '/transfers/{transferId}'

  /** A state that we do not know changes nothing. */
  function read(answer: unknown): PartnerTransfer {
    const transfer = readTransfer(answer)
    if (transfer.state === null)
      log.warn(
        { transferId: transfer.id, state: isFields(answer) ? answer.state : null },
        'a transfer of the partner is in a state that we do not know',
      )
    return transfer
  }

  return {
    createTransfer: (transfer, key) =>
      ask({ method: 'POST', path: '/transfers', body: bodyOf(transfer), key }, read),
    getTransfer: (transferId) => ask({ method: 'GET', path, ids: { transferId } }, read),
    updateTransfer: (transferId, change) =>
      ask({ method: 'PUT', path, ids: { transferId }, body: change }, read),
    deleteTransfer: (transferId) =>
      goneIsDone(ask({ method: 'DELETE', path, ids: { transferId } }, () => {})),
    listTransfers({ updatedAfter, updatedBefore }) {
      const query = {
        updated_after_ms: String(updatedAfter.getTime()),
        ...(updatedBefore === undefined ? {} : { updated_before_ms: String(updatedBefore.getTime()) }),
      }
      return readPages(ask, log, { path: '/transfers', query }, read)
    },
  }
}

function bodyOf(transfer: NewPartnerTransfer): object {
  const common = {
    on_behalf_of: transfer.on_behalf_of,
    client_reference_id: transfer.client_reference_id,
    amount: transfer.amount,
    developer_fee: transfer.developer_fee,
    developer_fee_percent: transfer.developer_fee_percent,
    ...(transfer.amount === undefined ? { features: { flexible_amount: true } } : {}),
    source: transfer.source,
  }
  if (transfer.way === 'ON') return { ...common, destination: transfer.destination }
  const { reference, ...destination } = transfer.destination
  return {
    ...common,
    destination: { ...destination, [referenceField(destination.payment_rail)]: reference },
    return_instructions: { address: transfer.return_address },
  }
}

/** What the text that the receiver sees is called. */
function referenceField(rail: FiatTargetRail): string {
  switch (rail) {
    case 'ach':
      return 'ach_reference'
    case 'wire':
      return 'wire_message'
    case 'sepa':
      return 'sepa_reference'
    case 'spei':
      return 'spei_reference'
    case 'pix':
    case 'faster_payments':
    case 'co_bank_transfer':
    case 'bre_b':
      return 'reference'
  }
}
