import { loadConfig } from '../../server/kernel/config.ts'

export const NETWORK_KEY = { id: 'bench', secret: 'network-secret-of-the-benchmark-0123456789' }

/** The settings of the server that is measured. */
export function benchConfig(databaseUrl: string) {
  return loadConfig({
    HOLDFAST_PROFILE: 'sandbox',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    HOLDFAST_OPERATOR_KEY: 'operator-key-of-the-benchmark-0123456789',
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_RATE_LIMIT: 'off',
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_CARD_BIN: '45320155',
    HOLDFAST_NETWORK_KEYS: `${NETWORK_KEY.id}:${NETWORK_KEY.secret}`,
    HOLDFAST_REQUESTS_IN_FLIGHT: '4096',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
  })
}
