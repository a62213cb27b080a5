import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** `npm run test:long`: what boots everything and takes its minutes, one file after the other. */
export default defineConfig({
  test: { ...base.test, include: ['simulation/**/*.long.ts', 'tests/**/*.long.ts'], maxWorkers: 1 },
})
