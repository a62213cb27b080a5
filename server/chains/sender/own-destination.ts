import { GAS_KEY_PATH } from '../../custody/derivation.ts'
import { addressKey } from '../address.ts'
import type { Chain } from '../chain.ts'
import type { Intent } from '../types.ts'
import type { SenderContext } from './context.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import type { TransactionRow } from './transaction-row.ts'

/** What no policy judged, because it goes to nobody else. By purpose: who may receive it. */
const OWN_RECEIVERS: Readonly<Record<string, 'HOLDING' | 'ADDRESS_OF_OURS' | 'GAS_ACCOUNT' | 'ITSELF'>> = {
  sweep: 'HOLDING',
  deploy: 'HOLDING',
  gas: 'ADDRESS_OF_OURS',
  treasury_gas: 'ADDRESS_OF_OURS',
  energy: 'ADDRESS_OF_OURS',
  return_energy: 'ADDRESS_OF_OURS',
  activate: 'ADDRESS_OF_OURS',
  recover_gas: 'GAS_ACCOUNT',
  nonce_gap: 'ITSELF',
}

/**
 * Before every signature: a row that passed no policy moves nothing to a stranger, whoever wrote it. Of a purpose that is not above
 * nothing is demanded: it is outgoing, and the policies queued it. @throws IntentMismatch
 */
export async function demandOwnDestination(
  ctx: Pick<SenderContext<Chain>, 'db' | 'chain' | 'vault'>,
  row: Pick<TransactionRow, 'company_id' | 'chain' | 'purpose' | 'from_address' | 'intent'>,
): Promise<void> {
  const allowed = OWN_RECEIVERS[row.purpose]
  if (allowed === undefined) return
  const to = receiverOf(row.intent)
  if (!(await isAllowed(ctx, row, allowed, to)))
    throw new IntentMismatch(`${row.purpose} goes to ${to}, which is not ours`)
}

async function isAllowed(
  { db, chain, vault }: Pick<SenderContext<Chain>, 'db' | 'chain' | 'vault'>,
  row: Pick<TransactionRow, 'company_id' | 'chain' | 'from_address'>,
  allowed: (typeof OWN_RECEIVERS)[string],
  to: string,
): Promise<boolean> {
  switch (allowed) {
    case 'ITSELF':
      return addressKey(to) === addressKey(row.from_address)
    case 'GAS_ACCOUNT':
      return addressKey(to) === addressKey(chain.addresses.ofKey(vault, GAS_KEY_PATH))
    case 'HOLDING':
    case 'ADDRESS_OF_OURS': {
      const entry = await db
        .selectFrom('address_directory')
        .select('kind')
        .where('company_id', '=', row.company_id)
        .where('chain', '=', row.chain)
        .where('address', '=', addressKey(to))
        .executeTakeFirst()
      return entry !== undefined && (allowed === 'ADDRESS_OF_OURS' || entry.kind === 'HOLDING')
    }
  }
}

function receiverOf(intent: Intent): string {
  switch (intent.kind) {
    case 'token_transfer':
    case 'native_transfer':
    case 'delegate_energy':
    case 'return_energy':
    case 'activate':
      return intent.to
    case 'deploy_sweeper':
    case 'sweep':
    case 'sweep_own':
      return intent.holding
  }
}
