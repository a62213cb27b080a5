import { type Logger, pino } from 'pino'

export type { Logger }

/** JSON lines on stdout (stderr keeps for the launcher). Secrets are of type Secret and cannot be printed; see secret.ts. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}
