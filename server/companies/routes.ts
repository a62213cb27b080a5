import type { Route } from '../kernel/http/route.ts'
import { listBlockchainsRoute } from './catalogues/list-blockchains.ts'
import { getOperationRoute, listOperationsRoute } from './catalogues/operations.ts'
import { changeCompanyRoutes } from './change-company.ts'
import { changeInformationRoute, getInformationRoute } from './company-information.ts'
import type { PoolCounts } from './contract.ts'
import { changeContractRoute, getContractRoute, getContractUsedRoute } from './contracted-product.ts'
import { type CompanyDeps, createCompanyRoute } from './create-company.ts'
import { deleteCompanyRoute, reEnableCompanyRoute } from './delete-company.ts'
import { getCompanyRoute } from './get-company.ts'
import { changeCredentialRoute } from './keys/change-credential.ts'
import { changeKeyRoute } from './keys/change-key.ts'
import { createCredentialRoute } from './keys/create-credential.ts'
import { createKeyRoute } from './keys/create-key.ts'
import { deleteCredentialRoute } from './keys/delete-credential.ts'
import { getCredentialRoute } from './keys/get-credential.ts'
import { getKeyRoute } from './keys/get-key.ts'
import { listCredentialsRoute } from './keys/list-credentials.ts'
import { listKeysRoute } from './keys/list-keys.ts'
import { revokeKeyRoute } from './keys/revoke-key.ts'
import { rotateKeyRoute } from './keys/rotate-key.ts'
import { listAuditLogRoute } from './list-audit-log.ts'
import { listCompaniesRoute } from './list-companies.ts'
import { paymentDestinationRoutes } from './payment-destinations.ts'
import { changeWebhookKeyRoute, changeWebhookUrlRoute, subscribeWebhookRoute } from './subscribe-webhook.ts'
import { addTokenRoute, type TokenDeps } from './tokens/add-token.ts'
import { changeTokenRoute } from './tokens/change-token.ts'
import { listChainTokensRoute, listCustomTokensRoute } from './tokens/list-tokens.ts'
import { removeTokenRoute } from './tokens/remove-token.ts'

export interface CompanyRouteDeps extends CompanyDeps, TokenDeps {
  /** Given by the products: how many of each pool are in use. */
  readonly pools: PoolCounts
}

/** Every call of this room: company, keys, catalogues, contract, tokens, payment destinations, audit log. */
export function companyRoutes(deps: CompanyRouteDeps): Route[] {
  return [
    getCompanyRoute(deps),
    ...changeCompanyRoutes(deps),
    createCompanyRoute(deps),
    listCompaniesRoute,
    deleteCompanyRoute,
    reEnableCompanyRoute(deps),
    getInformationRoute,
    changeInformationRoute,
    subscribeWebhookRoute(deps),
    changeWebhookUrlRoute(deps),
    changeWebhookKeyRoute(deps),

    listKeysRoute,
    createKeyRoute,
    getKeyRoute,
    changeKeyRoute,
    revokeKeyRoute,
    rotateKeyRoute,
    listCredentialsRoute,
    createCredentialRoute,
    getCredentialRoute,
    changeCredentialRoute,
    deleteCredentialRoute,

    listOperationsRoute,
    getOperationRoute,
    listBlockchainsRoute(deps),

    getContractRoute,
    getContractUsedRoute(deps),
    changeContractRoute(deps),

    addTokenRoute(deps),
    changeTokenRoute(deps),
    removeTokenRoute,
    listCustomTokensRoute,
    listChainTokensRoute(deps),

    ...paymentDestinationRoutes(deps),
    listAuditLogRoute,
  ]
}
