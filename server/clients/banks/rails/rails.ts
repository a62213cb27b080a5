import { breB } from './bre-b.ts'
import { coBankTransfer } from './co-bank-transfer.ts'
import { fps } from './fps.ts'
import { pix } from './pix.ts'
import type { AnyRail } from './rail.ts'
import { sepa } from './sepa.ts'
import { spei } from './spei.ts'
import { us } from './us.ts'

export const RAILS: readonly AnyRail[] = [us, spei, sepa, pix, fps, coBankTransfer, breB]
