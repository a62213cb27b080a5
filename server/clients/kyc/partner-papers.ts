import type { Sealer } from '../../kernel/sealer.ts'
import type { IdentifyingItem, PartnerDocument } from '../../partner/partner.ts'
import type { Client } from '../client.ts'
import type { Details } from '../fields/details.ts'
import type { Address } from '../fields/read-address.ts'
import { openNumbers } from '../sealed.ts'
import { given } from './given.ts'
import type { Paper } from './papers.ts'

/** Papers of which only the number is known. */
export function numberItems(sealer: Sealer, client: Client): IdentifyingItem[] {
  const numbers = openNumbers(sealer, client)
  const details = client.details as Details
  const country = (client.address as Address | null)?.country ?? null
  if (country === null) return []
  const item = (type: string, number: string | null | undefined, expiration?: string | null) =>
    number ? [{ type: partnerType(type), issuing_country: country, number, ...given({ expiration }) }] : []
  const documentType = details.document_type ?? 'other'
  return [
    ...item(TAX_NUMBERS[country] ?? 'other', numbers.tax_identification_number),
    ...item(details.individual_identification_type ?? 'other', numbers.individual_identification),
    ...item(documentType, numbers.document_number, details.expiration_date),
  ]
}

const TAX_NUMBERS: Readonly<Record<string, string>> = { USA: 'ssn', BRA: 'cpf', COL: 'nit' }

/** `Passport` and `DRIVERS LICENSE` are `passport` and `drivers_license` there. */
function partnerType(type: string): string {
  return type
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
}

/** Papers by which a state knows somebody; the others are documents. */
export function itemsOf(papers: readonly Paper[], country: string | null): IdentifyingItem[] {
  return papers.filter(isIdentifying).flatMap((paper) => {
    const issuing_country = paper.issuingCountry ?? country
    if (issuing_country === null) return []
    const { number, description, expiration, image_front, image_back } = paper
    return [
      {
        type: partnerType(paper.type),
        issuing_country,
        ...given({ number, description, expiration, image_front, image_back }),
      },
    ]
  })
}

const IDENTITY_DOCUMENTS: ReadonlySet<string> = new Set(['passport', 'national_id', 'drivers_license'])

function isIdentifying(paper: Paper): boolean {
  return (
    paper.kind === 'identifying' || paper.number !== null || IDENTITY_DOCUMENTS.has(partnerType(paper.type))
  )
}

const PURPOSES: Readonly<Record<string, string>> = {
  utility_bill: 'proof_of_address',
  bank_statement: 'proof_of_address',
  certificate_of_incorporation: 'business_formation',
  articles_of_association: 'business_formation',
  ownership_chart: 'ownership_information',
}

/** Images of what is no paper by which a state knows somebody. */
export function documentsOf(papers: readonly Paper[]): PartnerDocument[] {
  return papers
    .filter((paper) => !isIdentifying(paper))
    .flatMap(({ type, image_front, image_back }) =>
      [image_front, image_back]
        .filter((file) => file !== null)
        .map((file) => ({ purposes: [PURPOSES[partnerType(type)] ?? 'other'], file })),
    )
}
