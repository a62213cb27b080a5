import { Type } from 'typebox'
import { assetId } from '../../chains/types.ts'
import { writeAudit } from '../../kernel/audit.ts'
import type { Reader } from '../../kernel/database.ts'
import { writeRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { sumBalances } from '../../ledger/balances.ts'
import { type AccountCode, CHART } from '../../ledger/types.ts'
import { type CustomToken, findCustomToken, tokenFacts } from './custom-token.ts'

/** Soft, so what was recorded under the token keeps its decimals. New deposits of it are UNSUPPORTED from now on. */
export const removeTokenRoute = writeRoute({
  method: 'DELETE',
  path: '/management/tokens/{tokenId}',
  access: { level: 3 },
  summary: 'Remove a custom token that has no balance anywhere',
  refusals: ['TOKEN_NOT_FOUND', 'TOKEN_IN_USE'],
  tag: 'Tokens',
  answer: Type.Null(),
  status: 204,
  async write(tx, { companyId, caller, params, traceId, now }) {
    const token = await findCustomToken(tx, companyId, params.tokenId ?? '')
    if (token === null) return refuse('TOKEN_NOT_FOUND')
    if (await hasBalance(tx, token)) return refuse('TOKEN_IN_USE')
    const { numUpdatedRows } = await tx
      .updateTable('custom_tokens')
      .set({ deleted_at: now })
      .where('company_id', '=', companyId)
      .where('id', '=', token.id)
      .where('deleted_at', 'is', null)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return refuse('TOKEN_NOT_FOUND')
    await writeAudit(tx, {
      companyId,
      caller,
      action: 'token.removed',
      objectType: 'token',
      objectId: token.id,
      before: tokenFacts(token),
      after: null,
      traceId,
      at: now,
    })
    return null
  },
})

/** Any account of the chart, of any owner. A rest below 0.000001 counts as zero. */
async function hasBalance(reader: Reader, { company_id, chain, address, decimals }: CustomToken) {
  const asset = assetId(chain, address)
  const smallest = 10n ** BigInt(Math.max(decimals - 6, 0))
  for (const code of Object.keys(CHART) as AccountCode[]) {
    const { sum, sumOfPositive } = (await sumBalances(reader, company_id, code, [asset])).get(asset) ?? {
      sum: 0n,
      sumOfPositive: 0n,
    }
    const sumOfNegative = sumOfPositive - sum
    if (sumOfPositive >= smallest || sumOfNegative >= smallest) return true
  }
  return false
}
