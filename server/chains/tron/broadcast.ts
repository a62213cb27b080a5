import { Type } from 'typebox'
import { messageOf, shape, type TronNode } from './node.ts'

/**
 * What the node says to signed bytes. KNOWN: it has them already, or they are in a block, or it has refused them before (a node that
 * remembers ids answers so for an hour). EXPIRED and REFUSED say nothing about other nodes: only the chain tells whether it landed.
 */
export interface BroadcastAnswer {
  readonly kind: 'ACCEPTED' | 'KNOWN' | 'EXPIRED' | 'REFUSED'
  /** java-tron's Return.response_code: SIGERROR, CONTRACT_VALIDATE_ERROR, BANDWITH_ERROR, TAPOS_ERROR, BLOCK_UNSOLIDIFIED, SERVER_BUSY, … */
  readonly code: string
  readonly message: string
}

const readAnswer = shape(
  'wallet/broadcasthex',
  Type.Object({
    result: Type.Optional(Type.Boolean()),
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  }),
)

/** `signed`: the whole transaction (transaction.ts, encodeSigned). @throws NodeUnavailable */
export async function broadcastTo(node: TronNode, signed: Uint8Array): Promise<BroadcastAnswer> {
  const answer = readAnswer(
    await node.ask('wallet/broadcasthex', { transaction: Buffer.from(signed).toString('hex') }),
  )
  const { code = '', message } = answer
  return { kind: kindOf(answer.result === true, code), code, message: messageOf(message) }
}

function kindOf(isAccepted: boolean, code: string): BroadcastAnswer['kind'] {
  if (isAccepted || code === 'SUCCESS') return 'ACCEPTED'
  if (code === 'DUP_TRANSACTION_ERROR') return 'KNOWN'
  if (code === 'TRANSACTION_EXPIRATION_ERROR') return 'EXPIRED'
  return 'REFUSED'
}
