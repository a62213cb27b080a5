import type { Route } from '../../kernel/http/route.ts'
import { createBackTest } from './back-tests/create-back-test.ts'
import { getBackTest } from './back-tests/get-back-test.ts'
import { blockedCategoriesRoutes } from './configuration/blocked-categories.ts'
import { blockedCountriesRoutes } from './configuration/blocked-countries.ts'
import { declineCodesRoutes } from './configuration/decline-codes.ts'
import { feesRoutes } from './configuration/fees.ts'
import { riskScoreRoutes } from './configuration/risk-score.ts'
import { settingsRoutes } from './configuration/settings.ts'
import { shadowRoutes } from './configuration/shadow.ts'
import { velocityRulesRoutes } from './configuration/velocity-rules.ts'
import type { ControlsDeps } from './deps.ts'
import { fuseRoutes } from './fuse.ts'
import { shadowReportRoute } from './shadow-report.ts'

/** How a company's cards are judged and charged, and the fuse of one card. */
export function controlsRoutes(deps: ControlsDeps): Route[] {
  return [
    ...velocityRulesRoutes(),
    ...riskScoreRoutes(),
    ...shadowRoutes(),
    shadowReportRoute,
    createBackTest,
    getBackTest,
    ...blockedCategoriesRoutes(deps),
    ...blockedCountriesRoutes(),
    ...feesRoutes(deps),
    ...settingsRoutes(deps),
    ...declineCodesRoutes(),
    ...fuseRoutes(),
  ]
}
