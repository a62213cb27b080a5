import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, describeSettings, loadConfig } from './config.ts'

const ENV = {
  DATABASE_URL: 'postgres://localhost/holdfast',
  HOLDFAST_OPERATOR_KEY: 'o'.repeat(32),
  HOLDFAST_VAULT_KEY: 'ab'.repeat(32),
  HOLDFAST_POLYGON_RPC_URL: 'http://127.0.0.1:8545, http://127.0.0.1:8546',
  HOLDFAST_BSC_RPC_URL: 'http://127.0.0.1:8547',
}

describe('settings', () => {
  test('the required ones suffice, and the rest are those of the contract', () => {
    const config = loadConfig(ENV)
    expect(config).toMatchObject({
      profile: 'production',
      host: '127.0.0.1',
      publicUrl: null,
      port: 8080,
      rateLimit: {
        enabled: true,
        requestsPerSecond: 15,
        companyRequestsPerSecond: 15,
        blockSecondsMax: 3600,
      },
      minimumDepositMicroUsd: 1_000_000n,
    })
    expect(
      config.chains.map(({ name, chainId, finalConfirmations }) => [name, chainId, finalConfirmations]),
    ).toEqual([
      ['POLYGON', 137, 50],
      ['BSC', 56, 15],
    ])
    expect(config.chains[0]?.rpcUrls).toEqual(['http://127.0.0.1:8545', 'http://127.0.0.1:8546'])
  })

  test('TRON is served where its nodes are set, and nowhere else unless it is asked for by name', () => {
    const nodes = { HOLDFAST_TRON_FULL_NODE_URL: 'http://127.0.0.1:8548' }
    expect(loadConfig({ ...ENV, ...nodes }).chains.at(-1)).toMatchObject({
      family: 'TRON',
      rpcUrls: ['http://127.0.0.1:8548'],
      chainId: 728_126_428,
      finalConfirmations: 19,
      maxFeeSun: 60_000_000n,
    })
    expect(() => loadConfig({ ...ENV, HOLDFAST_CHAINS: 'TRON' })).toThrow('HOLDFAST_TRON_FULL_NODE_URL')
    expect(loadConfig({ ...ENV, ...nodes, HOLDFAST_CHAINS: 'BSC' }).chains).toHaveLength(1)
  })

  test('a banking partner is set by its URL, then with its key; it reaches us where callers do, unless told otherwise', () => {
    expect(loadConfig(ENV).partner).toBeNull()
    const bridge = { ...ENV, HOLDFAST_BRIDGE_URL: 'https://api.bridge.xyz/v0/' }
    expect(() => loadConfig(bridge)).toThrow('HOLDFAST_BRIDGE_API_KEY')
    const keyed = { ...bridge, HOLDFAST_BRIDGE_API_KEY: 'sk-test-1' }
    expect(loadConfig(keyed).partner).toMatchObject({ url: 'https://api.bridge.xyz/v0', webhookUrl: null })
    const reached = { ...keyed, HOLDFAST_PUBLIC_URL: 'https://api.example.org/' }
    expect(loadConfig(reached).partner?.webhookUrl).toBe(
      'https://api.example.org/virtual-wallets/webhook/bridge',
    )
    const elsewhere = { ...reached, HOLDFAST_BRIDGE_WEBHOOK_URL: 'https://hooks.example.org/b' }
    expect(loadConfig(elsewhere).partner?.webhookUrl).toBe('https://hooks.example.org/b')
  })

  test('the partner is spoken to in clear in the sandbox alone', () => {
    const clear = {
      ...ENV,
      HOLDFAST_BRIDGE_URL: 'http://127.0.0.1:1/v0',
      HOLDFAST_BRIDGE_API_KEY: 'sk-test-1',
    }
    expect(() => loadConfig(clear)).toThrow('HOLDFAST_BRIDGE_URL')
    expect(loadConfig({ ...clear, HOLDFAST_PROFILE: 'sandbox' }).partner?.url).toBe('http://127.0.0.1:1/v0')
  })

  test('the limiter is off in the sandbox unless it is asked for', () => {
    const sandbox = { ...ENV, HOLDFAST_PROFILE: 'sandbox' }
    expect(loadConfig(sandbox).rateLimit.enabled).toBe(false)
    expect(loadConfig({ ...sandbox, HOLDFAST_RATE_LIMIT: 'on' }).rateLimit.enabled).toBe(true)
  })

  test('an empty environment is refused with every missing setting named at once', () => {
    expect(() => loadConfig({})).toThrow(ConfigError)
    for (const name of [
      'DATABASE_URL',
      'HOLDFAST_OPERATOR_KEY',
      'HOLDFAST_VAULT_KEY',
      'HOLDFAST_POLYGON_RPC_URL',
    ])
      expect(() => loadConfig({})).toThrow(name)
  })

  test.each([
    ['PORT', '70000'],
    ['PORT', 'eighty'],
    ['HOLDFAST_PROFILE', 'test'],
    ['HOLDFAST_TRUST_PROXY', 'yes'],
    ['HOLDFAST_OPERATOR_KEY', 'short'],
    ['HOLDFAST_VAULT_KEY', 'ab'],
    ['HOLDFAST_METRICS_ALLOW', 'everywhere'],
    ['HOLDFAST_CHAINS', 'POLYGON,SOLANA'],
    ['HOLDFAST_POLYGON_RPC_URL', 'not a url'],
    ['HOLDFAST_BSC_TOKENS', 'USDC'],
    ['HOLDFAST_BSC_FINAL_CONFIRMATIONS', '0'],
    ['HOLDFAST_BSC_COIN_USD', '0.00'],
    ['HOLDFAST_TRON_TOKENS', 'USDT:0x3c499c542cef5e3811e1192ce70d8cc03d5c3359'],
    ['HOLDFAST_TRON_GENESIS', '00'],
    ['HOLDFAST_BRIDGE_URL', 'api.bridge.xyz'],
    ['HOLDFAST_BRIDGE_WEBHOOK_URL', 'https://example.org/hook?token=1'],
  ])('%s=%s is refused by its name', (name, value) => {
    expect(() => loadConfig({ ...ENV, [name]: value })).toThrow(name)
  })

  test('secrets of a config cannot be printed', () => {
    const bridge = {
      HOLDFAST_BRIDGE_URL: 'https://api.bridge.xyz/v0',
      HOLDFAST_BRIDGE_API_KEY: 'sk-live-secret',
    }
    const config = loadConfig({ ...ENV, ...bridge })
    const printed = `${inspect(config, { depth: 9 })}${JSON.stringify(config, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`
    expect(printed).not.toContain(ENV.HOLDFAST_OPERATOR_KEY)
    expect(printed).not.toContain(ENV.HOLDFAST_VAULT_KEY)
    expect(printed).not.toContain(bridge.HOLDFAST_BRIDGE_API_KEY)
  })

  test('each setting is described once', () => {
    const names = describeSettings().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('HOLDFAST_BSC_RPC_URL')
  })
})
