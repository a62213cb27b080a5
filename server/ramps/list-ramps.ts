import { Type } from 'typebox'
import {
  dateRangeFields,
  enumField,
  formA,
  pageFields,
  readDateRange,
  readPage,
} from '../kernel/http/fields.ts'
import { readRoute } from '../kernel/http/route.ts'
import { isId } from '../kernel/ids.ts'
import { isRefusal } from '../kernel/refusal.ts'
import type { RampDeps } from './deps.ts'
import { findRamp, selectSeenRamps } from './ramp.ts'
import { RampShape, showRamps } from './show-ramp.ts'

const STATUSES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const

export function listRamps({ tokens }: Pick<RampDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/ramps',
    access: { level: 1 },
    summary: 'Ramps, newest first',
    refusals: ['VALUE_NOT_ALLOWED'],
    tag: 'Ramps',
    query: Type.Object({
      wallet_id: Type.Optional(Type.String()),
      type: Type.Optional(enumField(['RAMP_ON', 'RAMP_OFF'])),
      status: Type.Optional(enumField(STATUSES)),
      ...dateRangeFields,
      ...pageFields,
    }),
    answer: Type.Object({
      number_of_elements: Type.Integer(),
      next_page: Type.Union([Type.Integer(), Type.Null()]),
      total_pages: Type.Integer(),
      total_elements: Type.Integer(),
      items: Type.Array(RampShape),
    }),
    async read(db, { companyId, query }) {
      const page = readPage(query)
      if (isRefusal(page)) return page
      const range = readDateRange(query)
      if (isRefusal(range)) return range
      const { wallet_id: walletId, type, status } = query
      if (walletId !== undefined && !isId(walletId)) return formA([], 0, page, 'items')
      const { from, to } = range
      const found = selectSeenRamps(db, companyId)
        .$if(walletId !== undefined, (ramps) => ramps.where('wallet_id', '=', walletId ?? ''))
        .$if(type !== undefined, (ramps) => ramps.where('type', '=', type ?? ''))
        .$if(status !== undefined, (ramps) => ramps.where('status', '=', status ?? ''))
        .$if(from !== null, (ramps) => ramps.where('created_at', '>=', from ?? new Date(0)))
        .$if(to !== null, (ramps) => ramps.where('created_at', '<=', to ?? new Date(0)))
      const { total } = await found
        .clearSelect()
        .select(({ fn }) => fn.countAll<bigint>().as('total'))
        .executeTakeFirstOrThrow()
      const ramps = await found.orderBy('id', 'desc').limit(page.size).offset(page.offset).execute()
      return formA(await showRamps(db, tokens, companyId, ramps), Number(total), page, 'items')
    },
  })
}

export function getRamp({ tokens }: Pick<RampDeps, 'tokens'>) {
  return readRoute({
    method: 'GET',
    path: '/virtual-wallets/ramps/{id}',
    access: { level: 1 },
    summary: 'One ramp',
    refusals: ['RAMP_NOT_FOUND'],
    tag: 'Ramps',
    answer: RampShape,
    async read(db, { companyId, params }) {
      const ramp = await findRamp(db, companyId, params.id ?? '')
      if (isRefusal(ramp)) return ramp
      const [shown] = await showRamps(db, tokens, companyId, [ramp])
      return shown
    },
  })
}
