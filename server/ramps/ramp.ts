import type { Selectable } from 'kysely'
import type { Reader, Tx } from '../kernel/database.ts'
import { isId } from '../kernel/ids.ts'
import { type Refusal, refuse } from '../kernel/refusal.ts'
import type { Schema } from '../migrations/schema.ts'
import type { PartnerTransfer, TransferState } from '../partner/partner.ts'
import type { VirtualWallet } from '../wallets/virtual-wallet.ts'
import type { FiatCurrency, RampRail } from './fiat.ts'
import type { RampState, RampStatus, Standing, TokensPlace } from './standing.ts'

type Row = Selectable<Schema['ramps']>

export interface Ramp extends Row {
  readonly type: Standing['type']
  readonly state: RampState
  readonly status: RampStatus
  readonly rail: RampRail
  readonly currency: FiatCurrency
  readonly partner_state: TransferState | null
  readonly tokens: TokensPlace | null
  readonly instructions: PartnerTransfer['instructions'] | null
}

export interface RampKey {
  readonly companyId: string
  readonly id: string
}

export function keyOf({ company_id: companyId, id }: Pick<Ramp, 'company_id' | 'id'>): RampKey {
  return { companyId, id }
}

function selectRamps(reader: Reader, companyId: string) {
  return reader.selectFrom('ramps').selectAll().$narrowType<Ramp>().where('company_id', '=', companyId)
}

/** Those that callers may know of: not what the partner has not made, or never will. */
export function selectSeenRamps(reader: Reader, companyId: string) {
  return selectRamps(reader, companyId).where('state', 'not in', ['CREATING', 'UNDONE'])
}

/** R3: unknown and foreign ids answer alike. */
export async function findRamp(reader: Reader, companyId: string, id: string): Promise<Ramp | Refusal> {
  const found = isId(id)
    ? await selectSeenRamps(reader, companyId).where('id', '=', id).executeTakeFirst()
    : undefined
  return found ?? refuse('RAMP_NOT_FOUND', { id })
}

export async function loadRamp(reader: Reader, { companyId, id }: RampKey): Promise<Ramp> {
  return selectRamps(reader, companyId).where('id', '=', id).executeTakeFirstOrThrow()
}

export interface LockedRamp {
  readonly ramp: Ramp
  /** Deleted ones too: money may still come for them. */
  readonly wallet: VirtualWallet
}

/** Locked until the end of the transaction: first the wallet, whose events keep their order, then the ramp. */
export async function lockRamp(tx: Tx, { companyId, id }: RampKey): Promise<LockedRamp> {
  const { wallet_id: walletId } = await loadRamp(tx, { companyId, id })
  const wallet = await tx
    .selectFrom('virtual_wallets')
    .selectAll()
    .where('company_id', '=', companyId)
    .where('id', '=', walletId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  const ramp = await selectRamps(tx, companyId).where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
  return { ramp, wallet }
}

export function standingOf(ramp: Ramp): Standing {
  return {
    type: ramp.type,
    state: ramp.state,
    status: ramp.status,
    partnerState: ramp.partner_state,
    tokens: ramp.tokens,
    givenBack: ramp.given_back,
    credited: ramp.credited_at !== null,
  }
}
