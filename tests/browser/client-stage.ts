import { business, person } from '../../server/clients/people.fixture.ts'
import type { BrowserWorld } from './world.ts'

export interface ClientStage {
  /** Active, with a wallet, a bank account, a product request and ramps. */
  readonly clientId: string
  /** Rejected. */
  readonly businessId: string
  /** Waits for its money. */
  readonly rampId: string
  readonly cancelledRampId: string
}

/** Clients and ramps in different states. */
export async function setClientStage(
  { api }: Pick<BrowserWorld, 'api'>,
  walletId: string,
): Promise<ClientStage> {
  const make = async (path: string, body?: object): Promise<{ id: string }> =>
    (await api('POST', path, body)).body
  const { id: clientId } = await make('/management/clients', person())
  await make('/management/clients', { first_name: 'Leo', email: 'leo@example.org' })
  const { id: businessId } = await make('/management/clients/business', business())
  await make(`/sandbox/clients/${clientId}/kyc`, { status: 'active' })
  const rejection = {
    status: 'rejected',
    rejection_code: 'DOCUMENT',
    rejection_description: 'The certificate could not be read',
  }
  await make(`/sandbox/clients/${businessId}/kyc`, rejection)
  await make(`/management/clients/individuals/${clientId}/products`, { subproduct: 'cards_individuals' })
  await api('PATCH', `/virtual-wallets/${walletId}/client/${clientId}`)
  await make(`/management/clients/${clientId}/banks/spei`, {
    bank_holder_name: 'Ana Paz',
    account_number: '002010077777777771',
  })
  const start = (amount: number, source_currency: string) =>
    make('/virtual-wallets/bank-ramps/ramp-on', { wallet_id: walletId, amount, source_currency })
  const cancelled = await start(40, 'EUR')
  await api('DELETE', `/virtual-wallets/bank-ramps/ramp-on/cancel/${cancelled.id}`)
  const { id: rampId } = await start(1250, 'BRL')
  return { clientId, businessId, rampId, cancelledRampId: cancelled.id }
}

export function clientAddressesOf(stage: ClientStage): readonly string[] {
  const { clientId, businessId, rampId, cancelledRampId } = stage
  return [
    '/clients',
    '/clients/new-individual',
    '/clients/new-business',
    `/clients/${clientId}`,
    `/clients/${businessId}`,
    `/clients/${clientId}/edit`,
    '/ramps',
    `/ramps/${rampId}`,
    `/ramps/${cancelledRampId}`,
  ]
}
