import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWalletWorld, type WalletWorld } from './harness/wallet-world.ts'

interface Operation {
  readonly description: string
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

let world: WalletWorld
let paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
beforeAll(async () => {
  world = await startWalletWorld()
  const { call } = await world.company()
  paths = (await call('GET', '/openapi.json')).body.paths
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
