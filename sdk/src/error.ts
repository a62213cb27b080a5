/** What the platform answers as `code`; the texts of each are on its page of errors. */
export type ErrorCode =
  | 'WARNING'
  | 'BAD_REQUEST'
  | 'VALUE_NOT_ALLOWED'
  | 'APP_ERROR'
  | 'DENIED'
  | 'NOT_FOUND'
  | 'CHALLENGE_DECISION_CONFLICT'
  | 'VAL'
  | 'VALIDATION_ERROR'
  | 'VELOCITY_RULES_DUPLICATE_WINDOW'
  | 'VELOCITY_RULES_LIMIT_EXCEEDED'
  | 'TOO_MANY_REQUESTS'
  | 'SERVER_ERROR'
  /** A key that cannot be one: nothing was sent. */
  | 'BAD_KEY'
  /** No answer came: whether the call had its effect is not known. */
  | 'UNREACHABLE'
  /** No complete answer within the time-out: as UNREACHABLE. */
  | 'TIMED_OUT'
  /** An answer that is not the platform's: of something in between, or of another server. */
  | 'UNREADABLE'

/** A call that did not succeed. Branch on `code`; `message` and `nextStep` are for people. */
export class HoldfastError extends Error {
  override readonly name = 'HoldfastError'
  /** A code that this release does not know is passed on as it came. */
  readonly code: ErrorCode | (string & {})
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number
  /** What to do about it, in a sentence. */
  readonly nextStep: string | null
  /** Tell it to the operator: the log lines of the call have it too. */
  readonly traceId: string | null
  /** Of the header Retry-After. */
  readonly retryAfterSeconds: number | null
  /** Of a write: the same call with this key has its effect once, whatever became of this one. */
  readonly idempotencyKey: string | null

  constructor(fields: {
    readonly code: string
    readonly status: number
    readonly message: string
    readonly nextStep?: string | null
    readonly traceId?: string | null
    readonly retryAfterSeconds?: number | null
    readonly idempotencyKey?: string | null
    readonly cause?: unknown
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.code = fields.code
    this.status = fields.status
    this.nextStep = fields.nextStep ?? null
    this.traceId = fields.traceId ?? null
    this.retryAfterSeconds = fields.retryAfterSeconds ?? null
    this.idempotencyKey = fields.idempotencyKey ?? null
  }
}
