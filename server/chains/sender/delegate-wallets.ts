import {
  type Address,
  concatHex,
  getAddress,
  type Hex,
  hexToBytes,
  numberToHex,
  type SignedAuthorization,
  toHex,
  toRlp,
} from 'viem'
import type { Intent } from '../types.ts'
import { askSignature, signedFor } from './ask-signature.ts'
import type { SenderContext } from './context.ts'
import { IntentMismatch } from './intent-mismatch.ts'
import type { TransactionRow } from './transaction-row.ts'

type Sweep = Extract<Intent, { kind: 'sweep' }>

const DELEGATION_PREFIX = '0xef0100'
const AUTHORIZATION_MAGIC = '0x05'

/**
 * EIP-7702 authorizations for the wallets of a sweep that do not run the sweeper's code yet, each signed by the wallet's own
 * key and good for the wallet's present nonce alone. Used twice it does nothing the second time, so two sweeps may race.
 * @throws when the node cannot be asked; SigningRefused.
 */
export async function delegateWallets(
  ctx: SenderContext,
  row: TransactionRow,
): Promise<SignedAuthorization[]> {
  const { intent } = row
  if (intent.kind !== 'sweep') return []
  const found = await Promise.all(intent.wallets.map((wallet) => delegateWallet(ctx, row, intent, wallet)))
  return found.flatMap((authorization) => authorization ?? [])
}

async function delegateWallet(
  ctx: SenderContext,
  row: TransactionRow,
  intent: Sweep,
  wallet: Sweep['wallets'][number],
): Promise<SignedAuthorization | null> {
  const address = getAddress(wallet.address)
  const sweeper = getAddress(intent.sweeper)
  if (ctx.vault.address(wallet.keyPath) !== address)
    throw new IntentMismatch(`wallet ${address} is not the address of its key path`)
  const code = await ctx.chain.client.getCode({ address, blockTag: 'latest' })
  if (code?.toLowerCase() === concatHex([DELEGATION_PREFIX, sweeper]).toLowerCase()) return null
  const nonce = await ctx.chain.client.getTransactionCount({ address, blockTag: 'latest' })
  const { chainId } = ctx.chain.config
  const payload = hexToBytes(authorizationPayload(chainId, sweeper, nonce))
  const { r, s, yParity } = await askSignature(ctx.vault, wallet.keyPath, {
    ...signedFor(row, chainId),
    purpose: 'DELEGATION',
    payload,
    digestIs: 'KECCAK256',
  })
  return { address: sweeper, chainId, nonce, r: toHex(r, { size: 32 }), s: toHex(s, { size: 32 }), yParity }
}

/** EIP-7702: 0x05 ‖ rlp([chain id, code address, nonce]). */
function authorizationPayload(chainId: number, sweeper: Address, nonce: number): Hex {
  const fields: Hex[] = [numberToHex(chainId), sweeper, nonce === 0 ? '0x' : numberToHex(nonce)]
  return concatHex([AUTHORIZATION_MAGIC, toRlp(fields)])
}
