import { defineConfig } from 'vitest/config'
import { ClosingLine } from './tests/harness/closing-line.ts'

export default defineConfig({
  test: {
    include: [
      'server/**/*.test.ts',
      'sandbox/**/*.test.ts',
      'contracts/**/*.test.ts',
      'sdk/**/*.test.ts',
      'simulation/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    globalSetup: ['tests/harness/global-setup.ts', 'tests/browser/extract-browser.ts'],
    reporters: ['default', new ClosingLine()],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 3,
    pool: 'forks',
    // No module keeps anything that changes: the files of a worker share what they load, which is a third of the time of all.
    isolate: false,
  },
})
