import type { Route } from '../../kernel/http/route.ts'
import { authorizeChallenge } from './authorize-challenge.ts'
import { configureChallenges } from './configure-challenges.ts'
import type { ThreeDsDeps } from './deps.ts'

/** The calls of 3DS. */
export function threeDsRoutes(deps: Pick<ThreeDsDeps, 'sealer'>): Route[] {
  return [authorizeChallenge(deps), configureChallenges()]
}
