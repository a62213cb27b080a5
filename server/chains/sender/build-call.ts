import { type Address, encodeFunctionData, getAddress, type Hex, parseAbi } from 'viem'
import { deploySweeperCall, encodeSweep, sweepToken } from '../evm/sweeper.ts'
import type { Intent } from '../types.ts'
import { IntentMismatch } from './intent-mismatch.ts'

export const TRANSFER_ABI = parseAbi(['function transfer(address to, uint256 amount) returns (bool)'])

export interface Call {
  readonly to: Address
  readonly data: Hex
  readonly value: bigint
}

/** The call that does what the intent says. verify-intent.ts reads it back by other means before it is signed. */
export function buildCall(intent: Intent, nativeAddress: string): Call {
  switch (intent.kind) {
    case 'token_transfer':
      demandNoMemo(intent)
      return {
        to: getAddress(intent.token),
        data: encodeFunctionData({
          abi: TRANSFER_ABI,
          functionName: 'transfer',
          args: [getAddress(intent.to), BigInt(intent.amount)],
        }),
        value: 0n,
      }
    case 'native_transfer':
      return { to: getAddress(intent.to), data: '0x', value: BigInt(intent.amount) }
    case 'deploy_sweeper':
      return { ...deploySweeperCall(getAddress(intent.holding)), value: 0n }
    case 'sweep':
      return {
        to: getAddress(intent.sweeper),
        data: encodeSweep(
          sweepToken(getAddress(intent.token), getAddress(nativeAddress)),
          intent.wallets.map((wallet) => getAddress(wallet.address)),
        ),
        value: 0n,
      }
    case 'sweep_own':
    case 'delegate_energy':
    case 'return_energy':
    case 'activate':
      throw new IntentMismatch(`${intent.kind} is nothing that an EVM chain does`)
  }
}

/** Call data has no room for it: tokens that need one would arrive as nobody's. @throws IntentMismatch */
export function demandNoMemo({ memo }: { readonly memo?: string }): void {
  if (memo !== undefined) throw new IntentMismatch('a memo is nothing that an EVM chain carries')
}
