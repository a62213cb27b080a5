import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { sessionQuery } from '../shared/api/session.ts'
import { NotFound, RouteProblem } from './route-problem.tsx'
import { Shell } from './shell.tsx'

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Outlet,
  errorComponent: RouteProblem,
  notFoundComponent: NotFound,
})

/** Where to go on after signing in: a path of ours, never another site. */
function readNext(search: Readonly<Record<string, unknown>>): { next?: string } {
  const { next } = search
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {}
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readNext,
  component: lazyRouteComponent(() => import('../features/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../features/sign-in/invitation-page.tsx'), 'InvitationPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  async beforeLoad({ context: { client }, location }) {
    if ((await client.ensureQueryData(sessionQuery)) !== null) return
    const next = location.href === '/' ? {} : { next: location.href }
    throw redirect({ to: '/sign-in', search: next })
  },
})

const page = <P extends string>(path: P, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => shell, path, component })

const pages = [
  page('/', lazyRouteComponent(() => import('../features/overview/overview-page.tsx'), 'OverviewPage')),
]

export function createPortalRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, invitation, shell.addChildren(pages)]),
    basepath: '/portal',
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFound,
  })
}
