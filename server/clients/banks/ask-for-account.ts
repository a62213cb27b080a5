import { PartnerError, type PartnerErrorDetails } from '../../partner/partner.ts'
import type { BankAccountRow } from './bank-account.ts'
import type { BankDeps } from './deps.ts'
import { openAccount } from './sealed-account.ts'

/**
 * REFUSED: the partner has nothing and wants nothing, `detail` names what it did not take. SILENT: it may have the account, or not.
 * FORGOTTEN: it knows the key no more (a day has passed), so what it has cannot be learned.
 */
export type Asked =
  | { readonly kind: 'MADE'; readonly accountId: string; readonly bankName: string | null }
  | { readonly kind: 'REFUSED'; readonly detail: string }
  | { readonly kind: 'SILENT' }
  | { readonly kind: 'FORGOTTEN' }

/** The same key and the same words each time: however often it is asked, the partner makes one account. */
export async function askForAccount(
  { partner, sealer, log }: Pick<BankDeps, 'partner' | 'sealer' | 'log'>,
  row: BankAccountRow,
): Promise<Asked> {
  if (partner === null) return { kind: 'SILENT' }
  if (row.sealed === null) throw new Error(`Bank account ${row.id} is ${row.state} and has no content`)
  const { account } = openAccount(sealer, row.id, row.sealed)
  try {
    const made = await partner.createExternalAccount(row.customer_id, account, row.partner_key)
    return { kind: 'MADE', accountId: made.id, bankName: made.bankName }
  } catch (error) {
    if (!(error instanceof PartnerError)) throw error
    log.warn({ err: error, bankAccountId: row.id }, 'the partner did not give a bank account')
    switch (error.kind) {
      case 'REFUSED':
        return { kind: 'REFUSED', detail: refusedDetail(error.details) }
      case 'NOT_FOUND':
        return { kind: 'REFUSED', detail: 'customer' }
      case 'UNAVAILABLE':
        return { kind: 'SILENT' }
      case 'KEY_EXPIRED':
        return { kind: 'FORGOTTEN' }
    }
  }
}

const NAMED_MAX = 10

/** The partner's names of fields, else its word for the whole. */
function refusedDetail({ fields, code }: PartnerErrorDetails): string {
  const names = fields ?? (code === undefined ? [] : [code])
  return names.length === 0 ? 'it does not say why' : names.slice(0, NAMED_MAX).join(', ')
}
