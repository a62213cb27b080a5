import { type Static, Type } from 'typebox'

/** One document of a checklist, and what must come with it. */
export const ChecklistDocument = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  required: Type.Boolean(),
  require_image: Type.Boolean(),
  require_back_image: Type.Boolean(),
  metadata: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      data_type: Type.String(),
      required: Type.Boolean(),
    }),
  ),
})
export type ChecklistDocument = Static<typeof ChecklistDocument>

/** Any one of its documents fulfils a group. */
export const DocumentGroup = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  required: Type.Boolean(),
  valid_documents: Type.Array(ChecklistDocument),
})
export type DocumentGroup = Static<typeof DocumentGroup>

export const Checklist = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  document_groups: Type.Array(DocumentGroup),
})
export type Checklist = Static<typeof Checklist>

const NUMBER = { id: 'number', name: 'Document number', data_type: 'STRING', required: true }
const ISSUING_COUNTRY = {
  id: 'issuing_country',
  name: 'Issuing country',
  data_type: 'COUNTRY',
  required: true,
}

type Images = 'front' | 'front and back' | 'no image'

function document(id: string, name: string, description: string, images: Images): ChecklistDocument {
  return {
    id,
    name,
    description,
    required: false,
    require_image: images !== 'no image',
    require_back_image: images === 'front and back',
    metadata: [],
  }
}

function numbered(id: string, name: string, description: string, images: Images): ChecklistDocument {
  return { ...document(id, name, description, images), metadata: [NUMBER, ISSUING_COUNTRY] }
}

export const IDENTITY_DOCUMENT: DocumentGroup = {
  id: 'identity_document',
  name: 'Identity document',
  description: 'A valid document with a photograph, issued by a state',
  required: true,
  valid_documents: [
    numbered('passport', 'Passport', 'The page with the photograph', 'front'),
    numbered('national_id', 'National identity card', 'Both sides', 'front and back'),
    numbered('drivers_license', 'Driving licence', 'Both sides', 'front and back'),
  ],
}

export const SELFIE: DocumentGroup = {
  id: 'selfie',
  name: 'Selfie',
  description: 'A photograph of the face, taken for this purpose',
  required: true,
  valid_documents: [document('selfie', 'Selfie', 'The whole face, from the front', 'front')],
}

const PROOF_OF_ADDRESS: DocumentGroup = {
  id: 'proof_of_address',
  name: 'Proof of address',
  description: 'With name and address, not older than three months; asked for by some rails',
  required: false,
  valid_documents: [
    document('utility_bill', 'Utility bill', 'Electricity, water, gas or internet', 'front'),
    document('bank_statement', 'Bank statement', 'The page with name and address', 'front'),
  ],
}

const BUSINESS_REGISTRATION: DocumentGroup = {
  id: 'business_registration',
  name: 'Registration of the business',
  description: 'Its number in a register or at the tax office, as identifying_information',
  required: true,
  valid_documents: [
    numbered('tax_id', 'Tax number', 'EIN, TIN, VAT, NIT, CNPJ …', 'no image'),
    numbered('registration_number', 'Number in the register of companies', 'As registered', 'no image'),
  ],
}

const BUSINESS_FORMATION: DocumentGroup = {
  id: 'business_formation',
  name: 'Formation of the business',
  description: 'Asked for by the provider where the register does not tell enough',
  required: false,
  valid_documents: [
    document('certificate_of_incorporation', 'Certificate of incorporation', 'All pages', 'front'),
    document('articles_of_association', 'Articles of association', 'All pages', 'front'),
    document('ownership_chart', 'Chart of owners', 'Down to persons', 'front'),
  ],
}

export const CHECKLISTS: Readonly<Record<'individual' | 'business', Checklist>> = {
  individual: {
    id: 'individual',
    name: 'Individual',
    description: 'Documents of a natural person',
    document_groups: [IDENTITY_DOCUMENT, PROOF_OF_ADDRESS],
  },
  business: {
    id: 'business',
    name: 'Business',
    description: 'Documents of a business; associated persons bring those of individuals',
    document_groups: [BUSINESS_REGISTRATION, BUSINESS_FORMATION, PROOF_OF_ADDRESS],
  },
}
