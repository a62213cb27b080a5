import { Type } from 'typebox'
import type { Tokens } from '../chains/tokens.ts'
import { findCompany } from '../companies/company.ts'
import type { Reader } from '../kernel/database.ts'
import { Content } from '../kernel/http/content.ts'
import { readRoute } from '../kernel/http/route.ts'
import { createOneByOne } from '../kernel/pdf/one-by-one.ts'
import { isRefusal, refuse } from '../kernel/refusal.ts'
import type { RampDeps } from './deps.ts'
import { drawReceipt } from './draw-receipt.ts'
import { findRamp, type Ramp } from './ramp.ts'
import { sidesOf } from './show-ramp.ts'

const WAITING_MAX = 8
const RETRY_SECONDS = '5'

export function downloadReceipt({ tokens }: Pick<RampDeps, 'tokens'>) {
  const oneByOne = createOneByOne(WAITING_MAX)
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/ramps/transfer/{transferId}/receipt/pdf',
    access: { level: 2 },
    summary: 'Receipt of a completed ramp, as PDF',
    refusals: ['RAMP_NOT_FOUND', 'RAMP_NO_RECEIPT'],
    tag: 'Ramps',
    answer: Type.String({ description: 'The document' }),
    answerType: 'application/pdf',
    async read(db, { companyId, params, now }) {
      const ramp = await findRamp(db, companyId, params.transferId ?? '')
      if (isRefusal(ramp)) return ramp
      if (ramp.state !== 'payment_processed') return refuse('RAMP_NO_RECEIPT', { state: ramp.state })
      const bytes = await oneByOne(() => makeReceipt(db, tokens, ramp, now))
      if (bytes === null) return refuse('AT_CAPACITY', { n: RETRY_SECONDS })
      return new Content('application/pdf', bytes, {
        'cache-control': 'no-store',
        'content-disposition': `attachment; filename="receipt-${ramp.id}.pdf"`,
      })
    },
  })
}

async function makeReceipt(
  reader: Reader,
  tokens: Pick<Tokens, 'defaults'>,
  ramp: Ramp,
  issuedAt: Date,
): Promise<Buffer> {
  const company = await findCompany(reader, ramp.company_id)
  const wallet = await reader
    .selectFrom('virtual_wallets')
    .select('address')
    .where('company_id', '=', ramp.company_id)
    .where('id', '=', ramp.wallet_id)
    .executeTakeFirstOrThrow()
  const hash = ramp.type === 'RAMP_ON' ? ramp.payout_hash : await findSentHash(reader, ramp)
  return drawReceipt({
    company: company?.name ?? '',
    ramp,
    sides: sidesOf(tokens, ramp),
    walletAddress: wallet.address,
    bank: await findBank(reader, ramp),
    hash,
    issuedAt,
  })
}

async function findSentHash(reader: Reader, { company_id, id }: Ramp): Promise<string | null> {
  const sent = await reader
    .selectFrom('chain_transactions')
    .select('hash')
    .where('company_id', '=', company_id)
    .where('id', '=', id)
    .executeTakeFirst()
  return sent?.hash ?? null
}

/** Also when it was deleted since: whose it was, and four characters. */
async function findBank(reader: Reader, { company_id, bank_account_id: id }: Ramp) {
  if (id === null) return null
  const bank = await reader
    .selectFrom('bank_accounts')
    .select(['bank_name', 'bank_holder_name', 'last4'])
    .where('company_id', '=', company_id)
    .where('id', '=', id)
    .executeTakeFirst()
  return bank ?? null
}
