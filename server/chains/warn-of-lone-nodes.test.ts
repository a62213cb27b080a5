import { pino } from 'pino'
import { expect, test } from 'vitest'
import { loadConfig } from '../kernel/config.ts'
import { warnOfLoneNodes } from './warn-of-lone-nodes.ts'

/** The settings that are named in warnings. */
function warned(settings: Record<string, string>): string[] {
  const named: string[] = []
  const log = pino({ level: 'info' }, { write: (line) => void named.push(JSON.parse(line).setting) })
  const config = loadConfig({
    DATABASE_URL: 'postgres://user@127.0.0.1/name',
    HOLDFAST_OPERATOR_KEY: 'operator-key-of-the-tests-0123456789',
    HOLDFAST_VAULT_KEY: '11'.repeat(32),
    HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1',
    HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1',
    ...settings,
  })
  warnOfLoneNodes(config, log)
  return named
}

test('each chain with one node is warned of, naming its setting; one node named twice is one', () => {
  expect(warned({ HOLDFAST_TRON_FULL_NODE_URL: 'http://127.0.0.1:1' })).toEqual([
    'HOLDFAST_POLYGON_RPC_URL',
    'HOLDFAST_BSC_RPC_URL',
    'HOLDFAST_TRON_FULL_NODE_URL',
  ])
  expect(
    warned({
      HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:1,http://127.0.0.1:2',
      HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:1, http://127.0.0.1:1',
    }),
  ).toEqual(['HOLDFAST_BSC_RPC_URL'])
})

test('the sandbox is not warned: its chains are its own', () => {
  expect(warned({ HOLDFAST_PROFILE: 'sandbox' })).toEqual([])
})
