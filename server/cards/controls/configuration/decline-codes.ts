import { Type } from 'typebox'
import { type Route, readRoute } from '../../../kernel/http/route.ts'
import { DECLINES } from '../../decline-codes.ts'

export function declineCodesRoutes(): Route[] {
  return [
    readRoute({
      method: 'GET',
      path: '/cards/account/configuration/decline-codes',
      access: { level: 1 },
      summary: 'Every reason for which a purchase may be declined',
      tag: 'Card configuration',
      answer: Type.Array(
        Type.Object({
          code: Type.String(),
          iso_code: Type.String(),
          simple_reason: Type.String(),
          detailed_reason: Type.String(),
          next_step: Type.String(),
          blocks_card: Type.Boolean(),
        }),
      ),
      read: async () =>
        Object.entries(DECLINES).map(([code, { iso, label, detail, nextStep, blocksCard }]) => ({
          code,
          iso_code: iso,
          simple_reason: label,
          detailed_reason: detail,
          next_step: nextStep,
          blocks_card: blocksCard,
        })),
    }),
  ]
}
