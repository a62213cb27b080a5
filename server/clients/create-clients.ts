import type { Route } from '../kernel/http/route.ts'
import type { Loop } from '../kernel/loop.ts'
import { createTermsLink } from './create-terms-link.ts'
import { deleteAnyClient, deleteIndividual } from './delete-client.ts'
import type { ClientDeps } from './deps.ts'
import { createIndividual } from './individuals/create-individual.ts'
import { getIndividual } from './individuals/get-individual.ts'
import { listIndividuals } from './individuals/list-individuals.ts'
import { replaceIndividual } from './individuals/replace-individual.ts'
import { decideStatus } from './kyc/decide-status.ts'
import { createKyc } from './kyc/kyc.ts'
import { changeClient } from './older/change-client.ts'
import { createBusiness } from './older/create-business.ts'
import { createClient } from './older/create-client.ts'
import { enableOtp } from './older/enable-otp.ts'
import { getChecklist } from './older/get-checklist.ts'
import { getClient, getClientByPhone } from './older/get-client.ts'
import { listAssociatedPersons } from './older/list-associated-persons.ts'
import { listClients } from './older/list-clients.ts'
import { listPendingDocuments } from './older/list-pending-documents.ts'
import { addDocumentation } from './products/add-documentation.ts'
import { decideProduct } from './products/decide-product.ts'
import { listProducts } from './products/list-products.ts'
import { requestProduct } from './products/request-product.ts'
import { submitProduct } from './products/submit-product.ts'
import { changeLink, deleteLink } from './providers/change-link.ts'
import { getProvider, listProviders } from './providers/get-links.ts'
import { linkProvider } from './providers/link-provider.ts'
import { referenceRoutes } from './reference/routes.ts'

export interface Clients {
  readonly routes: readonly Route[]
  start(): Loop[]
}

/** End users of companies: their records, what they ask for, and the KYC provider that judges them. */
export function createClients(deps: ClientDeps): Clients {
  const kyc = createKyc(deps)
  return {
    routes: [
      createIndividual(deps),
      listIndividuals,
      getIndividual,
      replaceIndividual(deps),
      deleteIndividual(deps),
      createTermsLink(deps),

      listProducts,
      requestProduct,
      addDocumentation(deps),
      submitProduct,
      decideProduct,

      listClients(deps),
      createClient(deps),
      createBusiness(deps),
      getClient(deps),
      getClientByPhone(deps),
      changeClient(deps),
      enableOtp(deps),
      deleteAnyClient(deps),
      listAssociatedPersons(deps),
      listPendingDocuments(deps),
      getChecklist,
      decideStatus(deps, kyc),

      linkProvider,
      listProviders,
      getProvider,
      changeLink,
      deleteLink,

      ...referenceRoutes,
    ],
    start: () => kyc.start(),
  }
}
