import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import type { Schema } from '../../../migrations/schema.ts'
import type { StoredCandidates } from '../../program.ts'
import { ReportShape } from '../verdicts.ts'

export type BackTest = Selectable<Schema['card_back_tests']>

/** As stored in card_back_tests.request: the candidates, and whose purchases they judge again. */
export interface BackTestRequest extends StoredCandidates {
  /** Date-times; both inclusive. */
  readonly from: string
  readonly to: string
}

export const BackTestShape = Type.Object({
  id: Type.String(),
  status: Type.String(),
  report: Type.Union([ReportShape, Type.Null()]),
})

export function showBackTest({ id, status, report }: Pick<BackTest, 'id' | 'status' | 'report'>): object {
  return { id, status, report }
}
