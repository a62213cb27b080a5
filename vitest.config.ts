import { defineConfig } from 'vitest/config'
import { ClosingLine } from './tests/harness/closing-line.ts'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'sandbox/**/*.test.ts',
      'contracts/**/*.test.ts',
      'sdk/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: ['tests/harness/global-setup.ts', 'tests/browser/extract-browser.ts'],
    reporters: ['default', new ClosingLine()],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
})
