import { crc32, deflateSync } from 'node:zlib'

let people = 0

/** A person whom nobody has yet, as a body. */
export function person(fields: object = {}) {
  people += 1
  return {
    first_name: 'Ana',
    last_name: 'Paz',
    email: `ana.${people}@example.org`,
    birth_date: '1990-01-31',
    phone_country_code: 54,
    phone_number: 1_100_000_000 + people,
    address: { street_line1: 'Calle 1', city: 'X', postal_code: '1000', state: 'B', country: 'AR' },
    ...fields,
  }
}

/** Whom the provider can judge. */
export function completePerson(fields: object = {}) {
  return person({
    individual_identification_type: 'DNI',
    individual_identification: '30111222',
    signed_agreement_id: 'agreement-1',
    ...fields,
  })
}

/** A business whom nobody has yet, as a body. */
export function business(fields: object = {}) {
  people += 1
  return {
    email: `business.${people}@example.org`,
    business_legal_name: 'Paz y Cia SA',
    business_description: 'Makes software',
    business_type: 'corporation',
    business_industry: ['541511'],
    registered_address: {
      street_line_1: '123 Main Street',
      city: 'San Francisco',
      state: 'CA',
      country: 'US',
    },
    associated_persons: [director()],
    identifying_information: [{ type: 'ein', issuing_country: 'USA', number: '12-3456789' }],
    high_risk_activities: [],
    primary_website: 'https://example.org',
    ...fields,
  }
}

export function director(fields: object = {}) {
  return {
    first_name: 'Jane',
    last_name: 'Smith',
    email: 'jane@example.org',
    birth_date: '1985-02-20',
    residential_address: { street_line1: '456 Oak Ave', city: 'San Francisco', country: 'US' },
    has_ownership: true,
    has_control: true,
    is_signer: true,
    identifying_information: [{ type: 'ssn', issuing_country: 'USA', number: '123-45-6789' }],
    ...fields,
  }
}

/** A whole PNG of one pixel, made longer by a chunk that nobody reads. */
export function png(bytes = 0): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(1, 0)
  header.writeUInt32BE(1, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const parts = (filler: number) => [
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('prIv', Buffer.alloc(filler)),
    chunk('IDAT', deflateSync(Buffer.from([0, 255]))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  const least = Buffer.concat(parts(0)).length
  return Buffer.concat(parts(Math.max(bytes - least, 0)))
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A JPG of one pixel: a real one, as an encoder wrote it. */
export const JPG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
)
