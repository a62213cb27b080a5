/** Codes of java-tron's broadcast answer. */
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

/** What the contract of a transaction asks for is impossible, in java-tron's words. */
export function invalid(message: string): Refused {
  return new Refused('CONTRACT_VALIDATE_ERROR', `Contract validate error : ${message}`)
}
