import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpTables } from '../../../tests/harness/dump-tables.ts'
import { findSecrets } from '../../../tests/harness/find-secrets.ts'
import { cvv2 } from './cvv.ts'
import { openCurrentNumber } from './find-number.ts'
import { type IssuingWorld, startIssuing } from './issuing.fixture.ts'

let issuing: IssuingWorld
beforeAll(async () => {
  issuing = await startIssuing()
})
afterAll(() => issuing.stop())

test('after a card was issued, shown, given a PIN, reissued and deleted, no row and no log line holds a PAN, CVV or PIN', async () => {
  const { db, vault } = issuing.world
  const company = await issuing.company()
  const secrets: Record<string, string> = { pin: '73910482' }
  const at = (id: string, rest = '') => `/cards/virtual-cards/${id}${rest}`
  const card = await company.create({ approval_method: 'TOP_UP' })
  const remember = async (name: string) => {
    const number = await openCurrentNumber(db, vault.sealer, company.id, card.id)
    if (number === null) throw new Error('no number')
    secrets[`pan ${name}`] = number.pan.reveal()
    secrets[`cvv ${name}`] = cvv2(vault.sealer, number.pan, number.expiry).reveal()
  }
  await remember('one')
  const { url } = (await company.keyed('GET', at(card.id, '/pan-html'))).body
  secrets.link = url.split('/').pop()
  const page = await issuing.api.anonymous('GET', new URL(url).pathname)
  expect(page.text).toContain(secrets['pan one'])
  await company.keyed('PUT', at(card.id, '/pin'), { pin: secrets.pin })
  await company.keyed('PUT', at(card.id, '/pin'), { pin: `${secrets.pin}99999` })
  issuing.processor = { status: 500, body: '' }
  await company.keyed('PUT', at(card.id, '/pin'), { pin: secrets.pin })
  await company.keyed('PUT', at(card.id, '/reissue'))
  await remember('two')
  await company.keyed('DELETE', at(card.id))
  expect(findSecrets(await dumpTables(db), secrets)).toEqual([])
  expect(findSecrets(issuing.api.logLines, secrets)).toEqual([])
})

test('the search itself finds each of them where it stands', () => {
  const secrets = { pan: '4532015511283036', cvv: '721', pin: '73910482' }
  const lines = [
    'cards {"note":"4532015511283036"}',
    'cards {"note":"4532 0155 1128 3036"}',
    `cards {"sealed":"\\\\x${Buffer.from('4532015511283036').toString('hex')}"}`,
    `cards {"b64":"${Buffer.from('{"pan":"4532015511283036"}').toString('base64')}"}`,
    'log {"cvv":721}',
    'log {"cvv2":"721"}',
    'log cvv=721',
    'log {"body":"{\\"pin\\":\\"73910482\\"}"}',
  ]
  for (const line of lines) expect(findSecrets([line], secrets), line).toHaveLength(1)
  expect(findSecrets(['{"ms":72.1,"id":"0172112","at":"2026-09-02T08:00:00.721Z"}'], secrets)).toEqual([])
})
