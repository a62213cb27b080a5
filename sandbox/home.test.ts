import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openHome, readSecrets } from './home.ts'

test('a home of an older release keeps its secrets and gets those that it lacks, once', () => {
  const home = openHome({ HOLDFAST_HOME: mkdtempSync(join(tmpdir(), 'holdfast-home-')) })
  const old = { operator_key: 'operator_old', vault_key: '11'.repeat(32), database_password: 'old' }
  writeFileSync(home.secretsFile, JSON.stringify(old))
  const secrets = readSecrets(home)
  expect(secrets).toMatchObject(old)
  expect(secrets.network_secret).toMatch(/^[0-9a-f]{64}$/)
  expect(readSecrets(home)).toEqual(secrets)
  expect(statSync(home.secretsFile).mode & 0o077).toBe(0)
})
