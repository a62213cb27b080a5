import type { Route } from '../../kernel/http/route.ts'
import { listCodesRoutes } from './list-codes.ts'
import { listColombianBankingRoutes } from './list-colombian-banking.ts'
import { listCountriesRoutes } from './list-countries.ts'
import { listIdentificationsRoutes } from './list-identifications.ts'

/** What is the same for every company: countries, identifications, industries, occupations, Colombian banks. */
export const referenceRoutes: readonly Route[] = [
  ...listCountriesRoutes,
  ...listIdentificationsRoutes,
  ...listCodesRoutes,
  ...listColombianBankingRoutes,
]
