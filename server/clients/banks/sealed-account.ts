import type { Sealer } from '../../kernel/sealer.ts'
import type { NewExternalAccount } from '../../partner/partner.ts'

/** What of a bank account is secret. */
export interface SealedAccount {
  /** The fields of its rail, as they are answered. */
  readonly fields: Readonly<Record<string, unknown>>
  /** As the partner gets it, word by word each time: the same key wants the same body. */
  readonly account: NewExternalAccount
}

export function sealAccount(sealer: Sealer, id: string, account: SealedAccount): Buffer {
  return sealer.seal(Buffer.from(JSON.stringify(account), 'utf8'), place(id))
}

export function openAccount(sealer: Sealer, id: string, sealed: Buffer): SealedAccount {
  return JSON.parse(sealer.open(sealed, place(id)).toString('utf8'))
}

function place(id: string): string {
  return `bank_accounts.sealed:${id}`
}
