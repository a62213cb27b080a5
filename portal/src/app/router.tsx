import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { missingPage } from '../shared/api/problem.ts'
import { sessionQuery } from '../shared/api/session.ts'
import { NotFound, RouteProblem } from './route-problem.tsx'
import { Shell } from './shell.tsx'

/** A page whose file does not come, with the connection or after an update, is told like any call; the router would load all anew, or nothing. */
const loaded = <Module,>(file: Promise<Module>): Promise<Module> =>
  file.catch(() => {
    throw missingPage()
  })

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
  component: lazyRouteComponent(() => loaded(import('../features/sign-in/sign-in-page.tsx')), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(
    () => loaded(import('../features/sign-in/invitation-page.tsx')),
    'InvitationPage',
  ),
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
  page(
    '/',
    lazyRouteComponent(() => loaded(import('../features/overview/overview-page.tsx')), 'OverviewPage'),
  ),
  page(
    '/wallets',
    lazyRouteComponent(() => loaded(import('../features/wallets/wallets-page.tsx')), 'WalletsPage'),
  ),
  page(
    '/wallets/holding',
    lazyRouteComponent(() => loaded(import('../features/wallets/holding-page.tsx')), 'HoldingPage'),
  ),
  page(
    '/wallets/deposits',
    lazyRouteComponent(() => loaded(import('../features/wallets/deposits-page.tsx')), 'DepositsPage'),
  ),
  page(
    '/wallets/rules',
    lazyRouteComponent(() => loaded(import('../features/wallets/rules-page.tsx')), 'RulesPage'),
  ),
  page(
    '/wallets/$walletId',
    lazyRouteComponent(() => loaded(import('../features/wallets/wallet-page.tsx')), 'WalletPage'),
  ),
  page(
    '/cards',
    lazyRouteComponent(() => loaded(import('../features/cards/cards-page.tsx')), 'CardsPage'),
  ),
  page(
    '/cards/holding',
    lazyRouteComponent(() => loaded(import('../features/cards/holding-page.tsx')), 'CardsHoldingPage'),
  ),
  page(
    '/cards/controls',
    lazyRouteComponent(() => loaded(import('../features/cards/controls-page.tsx')), 'ControlsPage'),
  ),
  page(
    '/cards/settings',
    lazyRouteComponent(() => loaded(import('../features/cards/settings-page.tsx')), 'CardSettingsPage'),
  ),
  page(
    '/cards/decline-codes',
    lazyRouteComponent(() => loaded(import('../features/cards/decline-codes-page.tsx')), 'DeclineCodesPage'),
  ),
  page(
    '/cards/$cardId',
    lazyRouteComponent(() => loaded(import('../features/cards/card-page.tsx')), 'CardPage'),
  ),
  page(
    '/clients',
    lazyRouteComponent(() => loaded(import('../features/clients/clients-page.tsx')), 'ClientsPage'),
  ),
  page(
    '/clients/new-individual',
    lazyRouteComponent(
      () => loaded(import('../features/clients/new-individual-page.tsx')),
      'NewIndividualPage',
    ),
  ),
  page(
    '/clients/new-business',
    lazyRouteComponent(() => loaded(import('../features/clients/new-business-page.tsx')), 'NewBusinessPage'),
  ),
  page(
    '/clients/$clientId',
    lazyRouteComponent(() => loaded(import('../features/clients/client-page.tsx')), 'ClientPage'),
  ),
  page(
    '/clients/$clientId/edit',
    lazyRouteComponent(() => loaded(import('../features/clients/edit-client-page.tsx')), 'EditClientPage'),
  ),
  page(
    '/ramps',
    lazyRouteComponent(() => loaded(import('../features/ramps/ramps-page.tsx')), 'RampsPage'),
  ),
  page(
    '/ramps/$rampId',
    lazyRouteComponent(() => loaded(import('../features/ramps/ramp-page.tsx')), 'RampPage'),
  ),
  page(
    '/treasury',
    lazyRouteComponent(() => loaded(import('../features/treasury/treasury-page.tsx')), 'TreasuryPage'),
  ),
  page(
    '/treasury/accounts',
    lazyRouteComponent(
      () => loaded(import('../features/treasury/treasury-accounts-page.tsx')),
      'TreasuryAccountsPage',
    ),
  ),
  page(
    '/treasury/movements',
    lazyRouteComponent(
      () => loaded(import('../features/treasury/treasury-movements-page.tsx')),
      'TreasuryMovementsPage',
    ),
  ),
  page(
    '/treasury/$accountId/$walletId',
    lazyRouteComponent(
      () => loaded(import('../features/treasury/treasury-wallet-page.tsx')),
      'TreasuryWalletPage',
    ),
  ),
  page(
    '/settings',
    lazyRouteComponent(() => loaded(import('../features/settings/company-page.tsx')), 'CompanyPage'),
  ),
  page(
    '/settings/users',
    lazyRouteComponent(() => loaded(import('../features/settings/users-page.tsx')), 'UsersPage'),
  ),
  page(
    '/settings/keys',
    lazyRouteComponent(() => loaded(import('../features/settings/keys-page.tsx')), 'KeysPage'),
  ),
  page(
    '/settings/webhooks',
    lazyRouteComponent(() => loaded(import('../features/settings/webhooks-page.tsx')), 'WebhooksPage'),
  ),
  page(
    '/settings/deliveries',
    lazyRouteComponent(() => loaded(import('../features/settings/deliveries-page.tsx')), 'DeliveriesPage'),
  ),
  page(
    '/settings/tokens',
    lazyRouteComponent(() => loaded(import('../features/settings/tokens-page.tsx')), 'TokensPage'),
  ),
  page(
    '/settings/policies',
    lazyRouteComponent(() => loaded(import('../features/settings/policies-page.tsx')), 'PoliciesPage'),
  ),
  page(
    '/settings/addresses',
    lazyRouteComponent(() => loaded(import('../features/settings/addresses-page.tsx')), 'AddressesPage'),
  ),
  page(
    '/settings/approvals',
    lazyRouteComponent(() => loaded(import('../features/settings/approvals-page.tsx')), 'ApprovalsPage'),
  ),
  page(
    '/settings/audit',
    lazyRouteComponent(() => loaded(import('../features/settings/audit-page.tsx')), 'AuditPage'),
  ),
  page(
    '/chain/$blockchain/$hash',
    lazyRouteComponent(() => loaded(import('../features/sandbox/transaction-page.tsx')), 'TransactionPage'),
  ),
  page(
    '/account',
    lazyRouteComponent(() => loaded(import('../features/settings/account-page.tsx')), 'AccountPage'),
  ),
]

export function createPortalRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, invitation, shell.addChildren(pages)]),
    basepath: '/portal',
    context: { client },
    defaultPreload: 'intent',
    scrollRestoration: true,
    // What was typed for one card is nothing for the next.
    defaultRemountDeps: ({ params }) => params,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFound,
  })
}
