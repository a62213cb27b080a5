import { type Static, Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { CHECKLISTS, type DocumentGroup } from '../checklists.ts'
import { type Client, findClient } from '../client.ts'
import type { ClientDeps } from '../deps.ts'
import { listDocuments } from '../documents.ts'
import { hasIdentification } from '../kyc/complete.ts'
import { type Endorsement, findBridgeLink } from '../providers/link.ts'
import { openNumbers } from '../sealed.ts'

const PendingDocument = Type.Object({
  provider: Type.String(),
  type: Type.String(),
  name: Type.String(),
  description: Type.String(),
  require_image: Type.Boolean(),
  require_back_image: Type.Boolean(),
  require_number: Type.Boolean(),
  require_expiration: Type.Boolean(),
  issue_reasons: Type.Array(Type.String()),
})
type PendingDocument = Static<typeof PendingDocument>

/** What the checklist asks for and the record has not, and what the partner misses. */
export function listPendingDocuments({ sealer }: Pick<ClientDeps, 'sealer'>) {
  return readRoute({
    method: 'GET',
    path: '/management/clients/{clientId}/pending-documents',
    access: { level: 1 },
    summary: 'List the documents that are still to be given',
    refusals: ['CLIENT_NOT_FOUND', 'NO_PENDING_DOCUMENTS'],
    tag: 'Clients (older calls)',
    answer: Type.Object({ documents: Type.Array(PendingDocument) }),
    async read(db, { companyId, params }) {
      const client = await findClient(db, companyId, params.clientId ?? '')
      if (isRefusal(client)) return client
      const given = {
        numbers: openNumbers(sealer, client),
        documents: await listDocuments(db, companyId, [client.id]),
        personCount: 0,
      }
      const link = await findBridgeLink(db, companyId, client.id)
      const documents = [
        ...(client.status === 'active' || hasIdentification(given) ? [] : ownGroups(client)),
        ...askedByPartner(client, link?.endorsements ?? []),
      ]
      const byType = new Map(documents.map((one) => [one.type, one]))
      return byType.size === 0 ? refuse('NO_PENDING_DOCUMENTS') : { documents: [...byType.values()] }
    },
  })
}

function ownGroups({ type }: Client): PendingDocument[] {
  return CHECKLISTS[type].document_groups
    .filter(({ required }) => required)
    .map((group) => pendingGroup(group, []))
}

/** By words in the names that the partner has for what it misses; what matches none is data, not a document. */
const GROUP_WORDS: readonly (readonly [RegExp, string])[] = [
  [/government_id|identi|passport|national_id/, 'identity_document'],
  [/proof_of_address|address_doc/, 'proof_of_address'],
  [/formation|incorporation|ownership_(?:doc|chart)/, 'business_formation'],
]
const DOCUMENT_WORDS = /document|proof|statement|certificate|selfie/

function askedByPartner({ type }: Client, endorsements: readonly Endorsement[]): PendingDocument[] {
  const groups = CHECKLISTS[type].document_groups
  return endorsements
    .filter(({ status }) => status !== 'approved')
    .flatMap(({ missing, issues }) => missing.map((word) => ({ word: word.toLowerCase(), issues })))
    .flatMap(({ word, issues }) => {
      const id = GROUP_WORDS.find(([pattern]) => pattern.test(word))?.[1]
      const group = groups.find((one) => one.id === id)
      if (group !== undefined) return [pendingGroup(group, issues)]
      return DOCUMENT_WORDS.test(word) ? [pendingWord(word, issues)] : []
    })
}

/** Demanded is what every document of the group has. */
function pendingGroup(group: DocumentGroup, issues: readonly string[]): PendingDocument {
  const { id, name, description, valid_documents } = group
  return {
    provider: 'BRIDGE',
    type: id,
    name,
    description,
    require_image: valid_documents.every(({ require_image }) => require_image),
    require_back_image: valid_documents.every(({ require_back_image }) => require_back_image),
    require_number: valid_documents.every(({ metadata }) => metadata.length > 0),
    require_expiration: id === 'identity_document',
    issue_reasons: [...issues],
  }
}

function pendingWord(word: string, issues: readonly string[]): PendingDocument {
  const name = word.replaceAll('_', ' ')
  return {
    provider: 'BRIDGE',
    type: word,
    name,
    description: `The provider asks for it: ${name}`,
    require_image: true,
    require_back_image: false,
    require_number: false,
    require_expiration: false,
    issue_reasons: [...issues],
  }
}
