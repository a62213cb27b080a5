import type { OtherRoute } from '../http/server.ts'
import { termsPages } from './terms.ts'

/** What people see of the partner and of banks. */
export const pageRoutes: readonly OtherRoute[] = [...termsPages]
