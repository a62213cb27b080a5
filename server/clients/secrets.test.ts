import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { becomes } from '../../sandbox/processes.ts'
import { startCompanyApi } from '../../tests/harness/company-api.ts'
import { dumpTables } from '../../tests/harness/dump-tables.ts'
import { findSecrets } from '../../tests/harness/find-secrets.ts'
import { fakePartner } from './partner.fixture.ts'
import { business, completePerson, director, png } from './people.fixture.ts'

test('no number of papers and no image stands in clear in any table, event, audit row or log line', async () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const partner = fakePartner()
  const api = await startCompanyApi({
    log: pino({ level: 'trace' }, sink),
    clients: { partner: partner.room },
  })
  try {
    const company = await api.company({ webhook_url: 'http://127.0.0.1:1/' })
    const pixels = png(400)
    const secrets = {
      tax: '20-30112233-9',
      identification: '30112233445',
      document: 'AAB-998877',
      paper: 'PAPER-445566',
      ein: '12-3456789-77',
      ssn: '123-45-6789-88',
      product: 'PRODUCT-112233',
      image: pixels.subarray(40, 80).toString('latin1'),
      imageHex: pixels.subarray(40, 80).toString('hex'),
      imageBase64: pixels.toString('base64').slice(60, 110),
    }
    const image_front = pixels.toString('base64')
    const fields = completePerson({
      tax_identification_number: secrets.tax,
      individual_identification: secrets.identification,
      documents: [{ id: 'passport', number: secrets.paper, image_front }],
    })
    const { body: client } = await company.call('POST', '/management/clients/individuals', fields)
    await company.call('PUT', `/management/clients/${client.id}`, { document_number: secrets.document })
    const ssn = [{ type: 'ssn', issuing_country: 'USA', number: secrets.ssn, image_front }]
    await company.call(
      'POST',
      '/management/clients/business',
      business({
        identifying_information: [{ type: 'ein', issuing_country: 'USA', number: secrets.ein }],
        associated_persons: [director({ identifying_information: ssn })],
        signed_agreement_id: 'agreement-2',
      }),
    )
    const path = `/management/clients/individuals/${client.id}/products`
    const { body: request } = await company.call('POST', path, { subproduct: 'cards_individuals' })
    const metadata = { number: secrets.product, issuing_country: 'AR' }
    const passport = { document_type: 'passport', image_front, metadata }
    await company.call('POST', `${path}/${request.id}/documentation`, passport)
    expect(await becomes(() => partner.customers.size === 2, 15_000)).toBe(true)
    // Refused as well: a refusal names fields, never what stood in them.
    partner.refuse(['identifying_information'])
    await company.call('PUT', `/management/clients/${client.id}`, { last_name: 'Sosa' })
    expect(await becomes(() => partner.asked.some(({ call }) => call === 'update'), 15_000)).toBe(true)

    const handed = JSON.stringify(partner.asked)
    for (const secret of [secrets.tax, secrets.paper, secrets.ein, secrets.ssn, secrets.imageBase64])
      expect(handed).toContain(secret)
    const dump = await dumpTables(api.db)
    expect(dump.filter((row) => row.startsWith('webhook_events')).length).toBeGreaterThan(1)
    expect(dump.filter((row) => row.startsWith('client_documents'))).toHaveLength(4)
    expect(findSecrets([...dump, ...lines], secrets)).toEqual([])
  } finally {
    await api.stop()
  }
})
