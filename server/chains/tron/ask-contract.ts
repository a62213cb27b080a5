import { Type } from 'typebox'
import { NodeUnavailable } from '../node-errors.ts'
import { hexOfAddress } from './address.ts'
import { Amount, Bytes, messageOf, shape, type TronNode } from './node.ts'

/** What a call would do now. `REVERTED`: the contract, or that there is none, not the node. */
export type Simulation =
  | { readonly kind: 'DONE'; readonly answer: Buffer; readonly energy: bigint }
  | { readonly kind: 'REVERTED'; readonly reason: string }

const Constant = Type.Object({
  result: Type.Object({
    result: Type.Optional(Type.Boolean()),
    code: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
  }),
  energy_used: Amount,
  /** On main-net popular contracts cost more than their code; part of energy_used. */
  energy_penalty: Amount,
  constant_result: Type.Optional(Type.Array(Bytes)),
  transaction: Type.Optional(
    Type.Object({ ret: Type.Optional(Type.Array(Type.Object({ ret: Type.Optional(Type.String()) }))) }),
  ),
})
const readConstant = shape('wallet/triggerconstantcontract', Constant)

/** The contract's own failures among those that nodes call OTHER_ERROR: an invalid opcode (old assertions), a bad jump, no energy. */
const CONTRACT_FAILURE = /\bvm\.program\b/
const OUT_OF_TIME = /OutOfTime/
/** A node's setting, which it answers as CONTRACT_VALIDATE_ERROR. */
const NOT_SERVED = /does not support constant/

/** Runs a call against the state of now, changing nothing. */
export async function simulateCall(
  node: TronNode,
  call: { readonly owner: string; readonly contract: string; readonly data: Uint8Array },
): Promise<Simulation> {
  const answer = readConstant(
    await node.ask('wallet/triggerconstantcontract', {
      owner_address: hexOfAddress(call.owner),
      contract_address: hexOfAddress(call.contract),
      data: Buffer.from(call.data).toString('hex'),
    }),
  )
  const { result, constant_result = [], transaction, energy_used = 0n } = answer
  const message = messageOf(result.message)
  const { code } = result
  const isOfContract =
    code === undefined ||
    (code.startsWith('CONTRACT_') && !NOT_SERVED.test(message)) ||
    code === 'SUCCESS' ||
    (code === 'OTHER_ERROR' && CONTRACT_FAILURE.test(message) && !OUT_OF_TIME.test(message))
  // Busy, too old, out of time, not made for it: says nothing about the call.
  if (!isOfContract) throw new NodeUnavailable(`the node could not run the call: ${code} ${message}`)
  const ran = result.result === true && (code === undefined || code === 'SUCCESS') && message === ''
  if (!ran || transaction?.ret?.some(({ ret }) => ret === 'FAILED'))
    return { kind: 'REVERTED', reason: message || code || 'the contract refuses the call' }
  return { kind: 'DONE', answer: Buffer.from(constant_result[0] ?? '', 'hex'), energy: energy_used }
}
