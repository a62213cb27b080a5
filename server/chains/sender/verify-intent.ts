import {
  type Address,
  decodeFunctionData,
  getAddress,
  type Hex,
  isAddressEqual,
  parseTransaction,
  size,
  type TransactionSerializableEIP7702,
} from 'viem'
import { recoverAuthorizationAddress } from 'viem/utils'
import {
  DEPLOYMENT_PROXY,
  decodeSweep,
  deploysSweeperOf,
  sweeperAddress,
  sweepToken,
} from '../evm/sweeper.ts'
import type { Intent } from '../types.ts'
import { demandNoMemo, TRANSFER_ABI } from './build-call.ts'
import { GAS_LIMIT_MAX } from './gas-limit.ts'
import { IntentMismatch } from './intent-mismatch.ts'

/** What the bytes must be. `CANCELLATION`: nothing but spend the nonce. */
export type Expected =
  | { readonly kind: 'INTENT'; readonly intent: Intent }
  | { readonly kind: 'CANCELLATION' }

export interface Facts {
  readonly chainId: number
  readonly nonce: bigint
  readonly from: Address
  readonly maxFeePerGas: bigint
  readonly nativeAddress: string
}

const TRANSFER_BYTES = 68

/** Decodes the unsigned bytes again and compares every field that moves anything. @throws IntentMismatch at the first difference. */
export async function verifyIntent(unsigned: Hex, expected: Expected, facts: Facts): Promise<void> {
  const decoded = parseTransaction(unsigned)
  if (decoded.type !== 'eip1559' && decoded.type !== 'eip7702')
    throw new IntentMismatch(`type is ${decoded.type}`)
  const transaction = decoded as TransactionSerializableEIP7702
  demand('chain id', transaction.chainId === facts.chainId)
  demand('nonce', BigInt(transaction.nonce ?? 0) === facts.nonce)
  demand('gas', (transaction.gas ?? 0n) <= GAS_LIMIT_MAX)
  demand('fee', (transaction.maxFeePerGas ?? 0n) <= facts.maxFeePerGas)
  demand('access list', (transaction.accessList ?? []).length === 0)
  const to = transaction.to
  if (to === undefined || to === null) throw new IntentMismatch('it creates a contract')
  const call = { to, data: transaction.data ?? '0x', value: transaction.value ?? 0n }
  const delegations = transaction.authorizationList ?? []
  if (expected.kind === 'CANCELLATION') {
    demand(
      'call of a cancellation',
      isAddressEqual(to, facts.from) && call.value === 0n && size(call.data) === 0,
    )
    demand('delegations', delegations.length === 0)
    return
  }
  verifyCall(call, expected.intent, facts)
  await verifyDelegations(delegations, expected.intent, facts)
}

function verifyCall(call: { to: Address; data: Hex; value: bigint }, intent: Intent, facts: Facts): void {
  switch (intent.kind) {
    case 'token_transfer': {
      demandNoMemo(intent)
      demand('token', isAddressEqual(call.to, getAddress(intent.token)))
      demand('value', call.value === 0n)
      demand('call data length', size(call.data) === TRANSFER_BYTES)
      const { args } = decodeFunctionData({ abi: TRANSFER_ABI, data: call.data })
      demand('receiver', isAddressEqual(args[0], getAddress(intent.to)))
      demand('amount', args[1] === BigInt(intent.amount))
      return
    }
    case 'native_transfer':
      demand('receiver', isAddressEqual(call.to, getAddress(intent.to)))
      demand('amount', call.value === BigInt(intent.amount))
      demand('call data', size(call.data) === 0)
      return
    case 'deploy_sweeper':
      demand('deployment proxy', isAddressEqual(call.to, DEPLOYMENT_PROXY))
      demand('value', call.value === 0n)
      demand('contract', deploysSweeperOf(call.data, getAddress(intent.holding)))
      return
    case 'sweep': {
      demand(
        'sweeper of the holding wallet',
        isAddressEqual(sweeperAddress(getAddress(intent.holding)), getAddress(intent.sweeper)),
      )
      demand('sweeper', isAddressEqual(call.to, getAddress(intent.sweeper)))
      demand('value', call.value === 0n)
      const sweep = decodeSweep(call.data)
      if (sweep === null) throw new IntentMismatch('call data is not a sweep')
      demand(
        'token',
        isAddressEqual(sweep.token, sweepToken(getAddress(intent.token), getAddress(facts.nativeAddress))),
      )
      demand('number of wallets', sweep.wallets.length === intent.wallets.length)
      for (const [index, wallet] of intent.wallets.entries())
        demand(`wallet ${index}`, getAddress(sweep.wallets[index] ?? '0x') === getAddress(wallet.address))
      return
    }
    case 'sweep_own':
    case 'delegate_energy':
    case 'return_energy':
    case 'activate':
      throw new IntentMismatch(`${intent.kind} is nothing that an EVM chain does`)
  }
}

/** Only deposit addresses of this sweep may hand their code over, only to this sweeper, and only on this chain. */
async function verifyDelegations(
  delegations: NonNullable<TransactionSerializableEIP7702['authorizationList']>,
  intent: Intent,
  facts: Facts,
): Promise<void> {
  if (delegations.length === 0) return
  if (intent.kind !== 'sweep') throw new IntentMismatch('delegations in what is no sweep')
  const wallets = new Set(intent.wallets.map((wallet) => getAddress(wallet.address)))
  for (const delegation of delegations) {
    demand('delegation chain id', delegation.chainId === facts.chainId)
    demand('delegation target', isAddressEqual(delegation.address, getAddress(intent.sweeper)))
    demand(
      'delegating wallet',
      wallets.delete(await recoverAuthorizationAddress({ authorization: delegation })),
    )
  }
}

function demand(what: string, holds: boolean): void {
  if (!holds) throw new IntentMismatch(`${what} differs from the intent`)
}
