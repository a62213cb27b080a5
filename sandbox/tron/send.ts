import { createHash } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { encodeFunctionData, erc20Abi } from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { addressOfEvm, evmOfAddress } from '../../server/chains/tron/address.ts'
import type { Contract } from '../../server/chains/tron/contracts.ts'
import { encodeRaw, referTo } from '../../server/chains/tron/transaction.ts'
import { transferData } from '../chains/tokens.ts'
import type { Chain } from './chain.ts'
import { keyOf } from './contract-types.ts'
import { CONSTANT_CALL_ENERGY } from './parameters.ts'
import { readTransaction } from './transaction.ts'

/** Far longer than anybody waits for a block, also where they come on demand. */
const EXPIRES_AFTER_MS = 43_200_000
const FEE_LIMIT = 1_000_000_000n
const SERIALS = 3_600_000
let serial = 0

/** Two equal sends within a millisecond must be two transactions: they expire at different times. */
function nextSerial(): number {
  serial = (serial + 1) % SERIALS
  return serial
}

/** TRX of the account with this key. @returns the id. @throws Refused */
export function sendCoin(chain: Chain, key: string, to: string, amount: bigint): Promise<string> {
  return sendFrom(chain, key, { type: 'TransferContract', owner: addressOf(key), to, amount })
}

/** Tokens (TRC-20) of the account with this key. @throws Refused */
export function sendToken(
  chain: Chain,
  key: string,
  token: string,
  to: string,
  amount: bigint,
): Promise<string> {
  const data = Buffer.from(transferData(evmOfAddress(to), amount).slice(2), 'hex')
  return sendFrom(chain, key, {
    type: 'TriggerSmartContract',
    owner: addressOf(key),
    contract: token,
    callValue: 0n,
    data,
  })
}

/** It refers to a solid block, so that a fork can keep it. */
export async function sendFrom(chain: Chain, key: string, contract: Contract): Promise<string> {
  const raw = encodeRaw({
    ...referTo(chain.solid.id),
    expiration: BigInt(chain.head.timestamp + EXPIRES_AFTER_MS + nextSerial()),
    timestamp: BigInt(Date.now()),
    feeLimit: contract.type === 'TriggerSmartContract' ? FEE_LIMIT : 0n,
    data: new Uint8Array(),
    contract,
  })
  const digest = createHash('sha256').update(raw).digest()
  const made = secp256k1.sign(digest, Buffer.from(key, 'hex'), { prehash: false, format: 'recovered' })
  const signature = Buffer.concat([made.subarray(1), made.subarray(0, 1)])
  const transaction = readTransaction(raw, [signature])
  await chain.accept(transaction)
  return transaction.id
}

function addressOf(key: string): string {
  const point = secp256k1.getPublicKey(Buffer.from(key, 'hex'), false)
  return addressOfEvm(publicKeyToAddress(`0x${Buffer.from(point).toString('hex')}`))
}

/** What the head block says. */
export async function readTokenBalance(chain: Chain, token: string, owner: string): Promise<bigint> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [evmOfAddress(owner)] })
  const { output } = await chain.vm.run(chain.layer(), {
    from: keyOf(owner),
    to: keyOf(token),
    data: Buffer.from(data.slice(2), 'hex'),
    value: 0n,
    energyMax: CONSTANT_CALL_ENERGY,
    block: chain.head,
  })
  return BigInt(`0x0${Buffer.from(output).toString('hex')}`)
}
