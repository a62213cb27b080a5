import type { ContractResult } from './vm.ts'

export type Failure = Exclude<ContractResult, 'SUCCESS' | 'REVERT'>

/**
 * java-tron's exception for each failure, and how its text begins: operation, place and figures, which stand there too, the EVM does
 * not tell. UNKNOWN is every exception that java-tron has no result for; writing in a static call is the usual one.
 */
const FAILURES: Readonly<Record<Failure, readonly [exception: string, words: string]>> = {
  OUT_OF_ENERGY: ['OutOfEnergyException', 'Not enough energy for the operation'],
  BAD_JUMP_DESTINATION: ['BadJumpDestinationException', "Operation with pc isn't 'JUMPDEST'"],
  ILLEGAL_OPERATION: ['IllegalOperationException', 'Invalid operation code'],
  STACK_TOO_SMALL: ['StackTooSmallException', 'Expected stack size'],
  STACK_TOO_LARGE: ['StackTooLargeException', 'Expected: overflow 1024 elements stack limit'],
  TRANSFER_FAILED: ['TransferException', 'transfer trx failed'],
  INVALID_CODE: ['InvalidCodeException', 'invalid code: must not begin with 0xef'],
  UNKNOWN: ['StaticCallModificationException', 'Attempt to call a state modifying opcode inside STATICCALL'],
}

export const REVERTED = 'REVERT opcode executed'

/** What a mined transaction's info says (`resMessage`). */
export function failureWords(result: ContractResult): string {
  if (result === 'SUCCESS') return ''
  return result === 'REVERT' ? REVERTED : FAILURES[result][1]
}

/** What the answer to a call without a trace says: java-tron throws there, and shows what was thrown. */
export function thrownWords(result: Failure): string {
  const [exception, words] = FAILURES[result]
  return `class org.tron.core.vm.program.Program$${exception} : ${words}`
}
