import { HoldfastError } from '../error.ts'

/** Exit codes: 1 the platform said no, or something is not right; 2 what was typed; 3 the platform was not reached. */
export type ExitCode = 0 | 1 | 2 | 3

/** What was typed cannot be done: said with the way to the help. */
export class UsageError extends Error {
  readonly command: string

  constructor(message: string, command = '') {
    super(message)
    this.command = command
  }
}

/** Something that a person can put right, said with what to do. */
export class CommandError extends Error {
  readonly nextStep: string

  constructor(message: string, nextStep: string) {
    super(message)
    this.nextStep = nextStep
  }
}

export interface Failure {
  readonly exitCode: ExitCode
  readonly code: string
  readonly message: string
  readonly next_step: string | null
  readonly trace_id: string | null
}

/** @throws what is none of ours: a bug is shown with its stack. */
export function describeFailure(error: unknown): Failure {
  const none = { next_step: null, trace_id: null }
  if (error instanceof UsageError) {
    const help = ['holdfast', error.command, '--help'].filter((word) => word !== '').join(' ')
    return { ...none, exitCode: 2, code: 'USAGE', message: error.message, next_step: `See ${help}.` }
  }
  if (error instanceof CommandError)
    return { ...none, exitCode: 1, code: 'FAILED', message: error.message, next_step: error.nextStep }
  if (!(error instanceof HoldfastError)) throw error
  return {
    exitCode: error.status === 0 ? 3 : 1,
    code: error.code,
    message: error.message,
    next_step: error.nextStep,
    trace_id: error.traceId,
  }
}
