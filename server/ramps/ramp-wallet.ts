import { type Client, findClient, findPartnerCustomer, shareClient } from '../clients/client.ts'
import type { Reader, Tx } from '../kernel/database.ts'
import { isRefusal, type Refusal, refuse } from '../kernel/refusal.ts'
import { findVirtualWallet, lockVirtualWallet, type VirtualWallet } from '../wallets/virtual-wallet.ts'
import { findSide } from './chain-side.ts'

/** W3, and chains that have no ramps. */
export async function findRampWallet(
  reader: Reader,
  companyId: string,
  walletId: string,
): Promise<VirtualWallet | Refusal> {
  const wallet = await findVirtualWallet(reader, companyId, walletId)
  if (isRefusal(wallet)) return wallet
  const side = findSide(wallet.chain)
  return isRefusal(side) ? side : wallet
}

/** Who may ramp: an enabled wallet, and its active client whom the partner knows. */
export interface RampParty {
  readonly wallet: VirtualWallet
  readonly client: Client
  readonly customerId: string
}

/** W18, R1. */
export async function findParty(
  reader: Reader,
  wallet: VirtualWallet,
  clientId = wallet.client_id,
): Promise<RampParty | Refusal> {
  if (!wallet.enabled) return refuse('WALLET_DISABLED')
  if (wallet.client_id === null) return refuse('RAMP_NO_CLIENT')
  if (clientId !== wallet.client_id) return refuse('RAMP_OTHER_CLIENT')
  return partyOf(reader, wallet, await findClient(reader, wallet.company_id, wallet.client_id))
}

/**
 * The same under their locks, the client's before the wallet's: what was disabled, rejected or deleted in between counts. `between`: what
 * is locked after the client and before the wallet.
 */
export async function lockParty(
  tx: Tx,
  { wallet: found, client: known }: RampParty,
  between: () => Promise<Refusal | null> = async () => null,
): Promise<RampParty | Refusal> {
  const client = await shareClient(tx, found.company_id, known.id)
  const refused = await between()
  const wallet = await lockVirtualWallet(tx, found.company_id, found.id)
  if (isRefusal(wallet)) return wallet
  if (!wallet.enabled) return refuse('WALLET_DISABLED')
  if (wallet.client_id !== known.id) return refuse('RAMP_NO_CLIENT')
  const party = await partyOf(tx, wallet, client)
  return isRefusal(party) ? party : (refused ?? party)
}

async function partyOf(
  reader: Reader,
  wallet: VirtualWallet,
  client: Client | Refusal,
): Promise<RampParty | Refusal> {
  if (isRefusal(client)) return refuse('RAMP_NO_CLIENT')
  if (client.status !== 'active') return refuse('RAMP_CLIENT_INACTIVE')
  const customer = await findPartnerCustomer(reader, wallet.company_id, client.id)
  if (customer === null) return refuse('CLIENT_NOT_LINKED', { id: client.id, provider: 'BRIDGE' })
  return { wallet, client, customerId: customer.customerId }
}

/** Whom the partner's records and ours name as payer or receiver, until the partner tells more. */
export function clientName({ business_legal_name, first_name, last_name }: Client): string {
  return business_legal_name ?? [first_name, last_name].filter((name) => name !== null).join(' ')
}
