/**
 * The holder of a second key share, in a process of its own: reads signing requests, one per line, decodes the bytes by itself and
 * signs only what pays an address of its own list, exactly as the intent says, and what people of its own list have approved under the
 * policies that it knows, where it asks for that.
 * `node second-share-process.ts <private key> <receiver,…> [<policy version> <person,…>]`
 */
import { createInterface } from 'node:readline'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { decodeFunctionData, parseAbi, parseTransaction, toHex } from 'viem'
import { evmOfAddress } from '../../server/chains/tron/address.ts'
import { readTransferCall } from '../../server/chains/tron/call-data.ts'
import { decodeRaw } from '../../server/chains/tron/transaction.ts'
import type { SigningContext, SigningOutcome } from '../../server/custody/signer.ts'
import { decodeSigningRequest, encodeSigningOutcome } from '../../server/custody/signing-wire.ts'

interface Payment {
  /** 20 bytes, lower case. */
  readonly to: string
  readonly amount: bigint
}

const TRANSFER = parseAbi(['function transfer(address to, uint256 amount) returns (bool)'])
const [privateKey = '', receivers = '', policyVersion, people = ''] = process.argv.slice(2)
const allowed = new Set(receivers.split(',').map(canonical))

for await (const line of createInterface({ input: process.stdin })) {
  let outcome: SigningOutcome
  try {
    outcome = judge(line)
  } catch (error) {
    outcome = { signed: false, reason: error instanceof Error ? error.message : 'cannot be judged' }
  }
  process.stdout.write(`${encodeSigningOutcome(outcome)}\n`)
}

function judge(line: string): SigningOutcome {
  const { digest, context } = decodeSigningRequest(line)
  if (context.purpose === 'DELEGATION') return refused('no delegations')
  if (context.purpose === 'TRANSACTION') {
    const payment = context.chain === 'TRON' ? readTron(context.payload) : readEvm(context)
    const { to, amount } = context.intent
    if (payment.to !== canonical(String(to)) || payment.amount !== BigInt(String(amount)))
      return refused('the bytes do not do what the intent says')
    if (!allowed.has(payment.to)) return refused('the receiver is not on my list')
  }
  const lack = policyVersion === undefined ? null : lackOfApproval(context)
  if (lack !== null) return refused(lack)
  const bytes = secp256k1.sign(digest, Buffer.from(privateKey, 'hex'), {
    prehash: false,
    format: 'recovered',
  })
  const { r, s, recovery } = secp256k1.Signature.fromBytes(bytes, 'recovered')
  return { signed: true, signature: { r, s, yParity: recovery === 1 ? 1 : 0 } }
}

/** Also of a cancellation: what the payment was allowed by does not change. */
function lackOfApproval(context: SigningContext): string | null {
  if (context.policyVersion !== policyVersion)
    return `judged by policies ${context.policyVersion}, not ${policyVersion}`
  const missing = people.split(',').filter((person) => !context.approvedBy.includes(person))
  return missing.length === 0 ? null : `not approved by ${missing.join(' and ')}`
}

function readTron(payload: Uint8Array): Payment {
  const { contract } = decodeRaw(payload)
  if (contract.type === 'TransferContract') return { to: canonical(contract.to), amount: contract.amount }
  const call = contract.type === 'TriggerSmartContract' ? readTransferCall(contract.data) : null
  if (call === null) throw new Error('not a payment')
  return { to: `0x${call.to}`, amount: call.amount }
}

function readEvm({ payload }: SigningContext): Payment {
  const { to, value = 0n, data } = parseTransaction(toHex(payload))
  if (data === undefined) return { to: canonical(to ?? ''), amount: value }
  const { args } = decodeFunctionData({ abi: TRANSFER, data })
  return { to: canonical(args[0]), amount: args[1] }
}

function canonical(address: string): string {
  return address.startsWith('T') ? evmOfAddress(address) : address.toLowerCase()
}

function refused(reason: string): SigningOutcome {
  return { signed: false, reason }
}
