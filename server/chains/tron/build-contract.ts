import { IntentMismatch } from '../sender/intent-mismatch.ts'
import type { Intent } from '../types.ts'
import { transferCall } from './call-data.ts'
import type { Contract } from './contracts.ts'

/** What a transaction of `owner` must hold to do what is asked. @throws IntentMismatch for what Tron does not have. */
export function buildContract(intent: Intent, owner: string, nativeAddress: string): Contract {
  switch (intent.kind) {
    case 'token_transfer':
      return tokenTransfer(owner, intent.token, intent.to, BigInt(intent.amount))
    case 'native_transfer':
      return { type: 'TransferContract', owner, to: intent.to, amount: BigInt(intent.amount) }
    case 'sweep_own':
      return intent.token === nativeAddress
        ? { type: 'TransferContract', owner, to: intent.holding, amount: BigInt(intent.amount) }
        : tokenTransfer(owner, intent.token, intent.holding, BigInt(intent.amount))
    case 'delegate_energy':
    case 'return_energy': {
      const type =
        intent.kind === 'delegate_energy' ? 'DelegateResourceContract' : 'UnDelegateResourceContract'
      return { type, owner, to: intent.to, stake: BigInt(intent.stake), resource: 'ENERGY' }
    }
    case 'activate':
      return { type: 'AccountCreateContract', owner, account: intent.to }
    case 'deploy_sweeper':
    case 'sweep':
      throw new IntentMismatch(`${intent.kind} is nothing that Tron does`)
  }
}

/** What stands in the transaction beside its contract. */
export function memoOf(intent: Intent): Uint8Array {
  return Buffer.from(intent.kind === 'token_transfer' ? (intent.memo ?? '') : '', 'utf8')
}

function tokenTransfer(owner: string, token: string, to: string, amount: bigint): Contract {
  const data = transferCall(to, amount)
  return { type: 'TriggerSmartContract', owner, contract: token, callValue: 0n, data }
}
