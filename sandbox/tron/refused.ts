/** Of java-tron's Return.response_code, those that a transaction earns; the others are of the node's own troubles. */
export type RefusalCode =
  | 'SIGERROR'
  | 'CONTRACT_VALIDATE_ERROR'
  | 'BANDWITH_ERROR'
  | 'DUP_TRANSACTION_ERROR'
  | 'TAPOS_ERROR'
  | 'TOO_BIG_TRANSACTION_ERROR'
  | 'TRANSACTION_EXPIRATION_ERROR'
  | 'OTHER_ERROR'

/** The chain does not take a transaction; it changes nothing and is in no block. */
export class Refused extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** For bandwidth or the fee of a memo. */
export function withoutResources(): Refused {
  return new Refused('BANDWITH_ERROR', 'Account resource insufficient error.')
}

/** What the contract of a transaction asks for is impossible, in java-tron's words. */
export function invalid(message: string): Refused {
  return new Refused('CONTRACT_VALIDATE_ERROR', `Contract validate error : ${message}`)
}
