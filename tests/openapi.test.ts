import { validate } from '@scalar/openapi-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletWorld } from './harness/wallet-world.ts'

interface Operation {
  readonly description: string
  readonly security: readonly object[]
  readonly parameters: readonly { readonly name: string }[]
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>
}

let world: WalletWorld
let document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly securitySchemes: object }
}
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
beforeAll(async () => {
  world = await startWalletWorld()
  const { call } = await world.company()
  document = (await call('GET', '/openapi.json')).body
  paths = document.paths
})
afterAll(() => world.stop())

const operations = () =>
  Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, operation]) => ({ path, name: `${method} ${path}`, operation })),
  )

test('the OpenAPI document tells of every call with an id in its path how it answers an unknown one', () => {
  // The contract has one read that answers 412 instead: the statement of a card.
  const tells = ({ responses }: Operation) =>
    '404' in responses || responses['412']?.description.includes('Card not found')
  const silent = operations().filter(
    ({ path, operation }) => /\{(?!blockchain)\w+\}/.test(path) && !tells(operation),
  )
  expect(silent.map(({ name }) => name)).toEqual([])
})

test('the OpenAPI document tells all that a withdrawal may be refused for', () => {
  const withdraw = paths['/virtual-wallets/{walletId}/withdraw']?.post
  for (const message of [
    'Wallet is disabled',
    'Token {address} is not available on {blockchain}',
    'Invalid wallet address',
    'Cannot transfer tokens to token contract address',
    'Destination wallet must be different from the origin wallet',
    '{field} must be greater than zero',
    'Insufficient virtual balance',
    'Not enough balance in holding wallet',
  ])
    expect(withdraw?.responses['412']?.description).toContain(message)
})

test('the OpenAPI document of the whole platform is valid', async () => {
  const { errors } = await validate(JSON.stringify(document))
  expect(errors).toEqual([])
})

test.each([
  ['/cards/transactions/{cardId}/pdf', 'application/pdf'],
  ['/cards/pan/{token}', 'text/html'],
  ['/cards/transactions/{cardId}/search', 'application/json'],
])('the OpenAPI document tells what %s answers: %s', (path, type) => {
  expect(Object.keys(paths[path]?.get?.responses['200']?.content ?? {})).toEqual([type])
})

test('the OpenAPI document names X-API-Version where two shapes are answered, and only there', () => {
  const versioned = operations().filter(({ operation }) =>
    operation.parameters.some(({ name }) => name === 'X-API-Version'),
  )
  expect(versioned.map(({ name }) => name).sort()).toEqual([
    'get /cards/transactions/{cardId}/search',
    'get /cards/transactions/{cardId}/{transactionId}',
  ])
})

test('the OpenAPI document tells the card processor to sign: all three headers together', () => {
  const message = paths['/network/v1/messages']?.post
  expect(message?.security).toEqual([{ networkKeyId: [], networkTimestamp: [], networkSignature: [] }])
  expect(message?.description).toContain('Signed by the card network')
  expect(document.components.securitySchemes).toMatchObject({
    networkKeyId: { in: 'header', name: 'X-Network-Key-Id' },
    networkTimestamp: { in: 'header', name: 'X-Network-Timestamp' },
    networkSignature: { in: 'header', name: 'X-Network-Signature' },
  })
})
