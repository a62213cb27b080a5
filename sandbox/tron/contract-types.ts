import { evmOfAddress } from '../../server/chains/tron/address.ts'
import type { Contract, OtherContract } from '../../server/chains/tron/contracts.ts'
import { lastBytes, lastVarint, readFields } from '../../server/chains/tron/protobuf.ts'
import { type AddressKey, RESOURCES, type Resource } from './account.ts'
import { invalid } from './refused.ts'

/** Types that the platform never sends, and a node takes from others. */
export type ForeignContract =
  | {
      readonly type: 'UnfreezeBalanceV2Contract'
      readonly owner: AddressKey
      readonly stake: bigint
      readonly resource: Resource
    }
  | { readonly type: 'WithdrawExpireUnfreezeContract'; readonly owner: AddressKey }
  | {
      readonly type: 'CreateSmartContract'
      readonly owner: AddressKey
      readonly name: string
      /** SmartContract.ABI. */
      readonly abi: Uint8Array
      readonly bytecode: Uint8Array
      readonly callValue: bigint
    }

export type NodeContract = Exclude<Contract, OtherContract> | ForeignContract

/** Of the enumeration ContractType. */
export const FOREIGN_NUMBERS = {
  CreateSmartContract: 30,
  UnfreezeBalanceV2Contract: 55,
  WithdrawExpireUnfreezeContract: 56,
} as const satisfies Record<ForeignContract['type'], number>

/** @throws Refused for a type that this node does not execute. */
export function readContractType(contract: Contract): NodeContract {
  if (contract.type !== 'OTHER') return contract
  const fields = readFields(contract.value)
  const ownerBytes = lastBytes(fields, 1)
  if (ownerBytes.length !== 21 || ownerBytes[0] !== 0x41) throw invalid('Invalid ownerAddress!')
  const owner = ownerBytes.subarray(1).toString('hex')
  switch (contract.number) {
    case FOREIGN_NUMBERS.UnfreezeBalanceV2Contract: {
      const resource = RESOURCES[Number(lastVarint(fields, 3))]
      if (resource === undefined) throw invalid('ResourceCode error.valid ResourceCode[BANDWIDTH、Energy]')
      return { type: 'UnfreezeBalanceV2Contract', owner, stake: lastVarint(fields, 2), resource }
    }
    case FOREIGN_NUMBERS.WithdrawExpireUnfreezeContract:
      return { type: 'WithdrawExpireUnfreezeContract', owner }
    case FOREIGN_NUMBERS.CreateSmartContract: {
      const created = readFields(lastBytes(fields, 2))
      return {
        type: 'CreateSmartContract',
        owner,
        name: lastBytes(created, 7).toString(),
        abi: lastBytes(created, 3),
        bytecode: lastBytes(created, 4),
        callValue: lastVarint(created, 5),
      }
    }
    default:
      throw invalid(`this node does not execute contracts of type ${contract.number}`)
  }
}

/** Who pays for it and must have signed it. */
export function ownerOf(contract: NodeContract): AddressKey {
  switch (contract.type) {
    case 'UnfreezeBalanceV2Contract':
    case 'WithdrawExpireUnfreezeContract':
    case 'CreateSmartContract':
      return contract.owner
    default:
      return keyOf(contract.owner)
  }
}

/** Base58 to the key of an account. */
export function keyOf(address: string): AddressKey {
  return evmOfAddress(address).slice(2)
}
