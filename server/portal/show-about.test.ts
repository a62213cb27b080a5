import { expect, test } from 'vitest'
import { startTestServer } from '../../tests/harness/http-server.ts'
import { loadConfig } from '../kernel/config.ts'
import { showAboutRoute } from './show-about.ts'

const settings = {
  DATABASE_URL: 'postgres://127.0.0.1/none',
  HOLDFAST_OPERATOR_KEY: 'operator-key-of-the-tests-0123456789',
  HOLDFAST_VAULT_KEY: '11'.repeat(32),
  HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
  HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
  HOLDFAST_TRON_FULL_NODE_URL: 'http://127.0.0.1:1',
}

async function about(env: Record<string, string>) {
  const config = loadConfig({ ...settings, ...env })
  const server = await startTestServer({ routes: [showAboutRoute({ config })] })
  const { json } = await server.call('GET', '/portal/api/about', { key: null })
  await server.close()
  return json
}

test('anybody learns the profile, and where each chain can be looked up', async () => {
  expect(
    await about({ HOLDFAST_BSC_EXPLORER_URL: 'https://scan.example/', HOLDFAST_PROFILE: 'production' }),
  ).toEqual({
    profile: 'production',
    chains: [
      {
        blockchain: 'POLYGON',
        native_symbol: 'POL',
        transaction_url: 'https://polygonscan.com/tx/{hash}',
        address_url: 'https://polygonscan.com/address/{address}',
      },
      {
        blockchain: 'BSC',
        native_symbol: 'BNB',
        transaction_url: 'https://scan.example/tx/{hash}',
        address_url: 'https://scan.example/address/{address}',
      },
      {
        blockchain: 'TRON',
        native_symbol: 'TRX',
        transaction_url: 'https://tronscan.org/#/transaction/{hash}',
        address_url: 'https://tronscan.org/#/address/{address}',
      },
    ],
  })
})

test('without an explorer there is no address, and a wrong one stops the start', async () => {
  expect(await about({ HOLDFAST_CHAINS: 'POLYGON', HOLDFAST_POLYGON_EXPLORER_URL: 'none' })).toMatchObject({
    chains: [{ transaction_url: null, address_url: null }],
  })
  expect(() => loadConfig({ ...settings, HOLDFAST_POLYGON_EXPLORER_URL: 'javascript:alert(1)' })).toThrow(
    'HOLDFAST_POLYGON_EXPLORER_URL must be an http or https URL, or none',
  )
})
