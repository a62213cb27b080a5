import { afterAll, beforeAll, expect, test } from 'vitest'
import { person } from '../../server/clients/people.fixture.ts'
import { addressesOf, type Stage, setStage } from './addresses.ts'
import { goTo } from './go-to.ts'
import { joinCompany } from './join-company.ts'
import { type BrowserWorld, startBrowserWorld } from './world.ts'

const TEST_MS = 240_000

let world: BrowserWorld
let stage: Stage
beforeAll(async () => {
  world = await startBrowserWorld()
  stage = await setStage(world)
}, TEST_MS)
afterAll(() => world.stop())

/** What stands on buttons that change something. */
const WRITES = {
  READ_ONLY:
    /^(New|Issue a|Change|Freeze|Unfreeze|Reissue|Delete|Rename|Disable|Withdraw|Credit|Transfer|Sweep|Add|Save|Set|Show the number|Arm|Remove|Run|Edit|Terms|Give|Ask|Link|Fiat|Card page|Cancel|Create|Receipt)/,
  OPERATOR: /^(Freeze|Unfreeze|Set the PIN|Credit|Save|Add|New business|Edit|Terms|Give|Ask|Link)/,
} as const

interface Call {
  readonly method: string
  readonly path: string
  readonly body?: object
}

const ADDRESS = '0x000000000000000000000000000000000000dEaD'

/** What nobody but an ADMIN may: settings, and of products what needs level 3. */
const forAdmins = ({ cardId }: Stage): readonly Call[] => [
  { method: 'GET', path: '/management/users' },
  { method: 'POST', path: '/management/users', body: { email: 'friend@example.org', role: 'ADMIN' } },
  { method: 'GET', path: '/management/keys/list' },
  { method: 'GET', path: '/portal/api/lists/keys' },
  { method: 'GET', path: '/portal/api/lists/users?format=csv' },
  { method: 'GET', path: '/portal/api/lists/audit-log' },
  {
    method: 'POST',
    path: '/management/keys/create',
    body: { name: 'Mine', levels: { management: 3 }, ip_allow_list: [] },
  },
  {
    method: 'POST',
    path: '/management/allowed-addresses',
    body: { address: ADDRESS, blockchain: 'POLYGON' },
  },
  { method: 'PATCH', path: `/cards/virtual-cards/${cardId}/frozen`, body: { freeze: true } },
  { method: 'PUT', path: `/cards/virtual-cards/${cardId}/pin`, body: { pin: '1234' } },
  { method: 'POST', path: '/cards/holding/withdraw', body: { to_address: ADDRESS, amount: '1' } },
  { method: 'GET', path: '/management/proof-of-reserves' },
  { method: 'PUT', path: '/virtual-wallets/config/rules', body: {} },
]

/** What an OPERATOR may and a READ_ONLY person may not. */
const forOperators = ({ walletId, cardId, accountId, rampId }: Stage): readonly Call[] => [
  { method: 'POST', path: '/virtual-wallets/create', body: { alias: 'Mine', blockchain: 'POLYGON' } },
  { method: 'GET', path: `/virtual-wallets/${walletId}/movements` },
  { method: 'GET', path: `/portal/api/lists/wallet-movements?wallet_id=${walletId}` },
  { method: 'PATCH', path: `/cards/virtual-cards/${cardId}/limits`, body: { daily_limit: 1 } },
  { method: 'GET', path: `/cards/virtual-cards/${cardId}/pan-html` },
  { method: 'PUT', path: `/mpc/accounts/${accountId}`, body: { alias: 'Mine' } },
  { method: 'POST', path: '/management/clients/individuals', body: person() },
  { method: 'PATCH', path: `/virtual-wallets/ramps/transfer/${rampId}`, body: { amount: 77 } },
]

test.each([
  {
    role: 'READ_ONLY',
    looksAt: (of: Stage) => addressesOf(of).filter((address) => !/^\/(settings|account)/.test(address)),
    refused: (of: Stage) => [...forAdmins(of), ...forOperators(of)],
    allowed: () => [{ method: 'GET', path: '/portal/api/lists/wallets' }],
  },
  {
    role: 'OPERATOR',
    // What has buttons of ADMINs.
    looksAt: ({ cardId, clientId, walletId }: Stage) => [
      `/cards/${cardId}`,
      '/cards/holding',
      '/cards/settings',
      '/wallets/holding',
      '/wallets/rules',
      `/wallets/${walletId}`,
      '/clients',
      `/clients/${clientId}`,
    ],
    refused: forAdmins,
    allowed: forOperators,
  },
] as const)(
  'a person of role $role is offered nothing that the role does not allow, and the platform refuses it to who calls by hand from the page',
  async ({ role, looksAt, refused, allowed }) => {
    const { page, context, complaints } = await joinCompany(world, `${role.toLowerCase()}@example.org`, role)
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
    const own = looksAt(stage)
    const offered: Record<string, string[]> = {}
    for (const address of own) {
      await goTo(page, world.url(address))
      const alerts = await page.getByRole('alert').allTextContents()
      const main = page.getByRole('main')
      const buttons = await main.getByRole('button', { disabled: false }).allTextContents()
      const links = await main.getByRole('link').allTextContents()
      offered[address] = [...alerts, ...[...buttons, ...links].filter((text) => WRITES[role].test(text))]
    }
    expect(offered).toEqual(Object.fromEntries(own.map((address) => [address, []])))

    const statuses = (calls: readonly Call[]) =>
      page.evaluate(async (all) => {
        const answers: string[] = []
        for (const { method, path, body } of all) {
          const response = await fetch(path, {
            method,
            headers: { 'x-holdfast-portal': '1', 'content-type': 'application/json' },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          })
          answers.push(`${method} ${path} ${response.status}`)
        }
        return answers
      }, calls)
    const before = await world.api('GET', `/cards/virtual-cards/${stage.cardId}`)
    expect(await statuses(refused(stage))).toEqual(
      refused(stage).map(({ method, path }) => `${method} ${path} 401`),
    )
    expect((await world.api('GET', `/cards/virtual-cards/${stage.cardId}`)).body).toEqual(before.body)
    for (const answer of await statuses(allowed(stage))) expect(answer).toMatch(/ 20[01]$/)
    // Whoever types the address of a page of settings is told why there is nothing on it.
    await page.goto(world.url('/settings/keys'))
    await page.getByRole('alert').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  },
  TEST_MS,
)
