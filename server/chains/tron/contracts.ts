import { ADDRESS_BYTES, addressOfBytes, bytesOfAddress } from './address.ts'
import { bytesField, lastBytes, lastVarint, readFields, varintField } from './protobuf.ts'

export type Resource = 'BANDWIDTH' | 'ENERGY'

/** What one transaction does. Amounts are sun; addresses base58. */
export type Contract =
  | {
      readonly type: 'TransferContract'
      readonly owner: string
      readonly to: string
      readonly amount: bigint
    }
  | { readonly type: 'AccountCreateContract'; readonly owner: string; readonly account: string }
  | {
      readonly type: 'TriggerSmartContract'
      readonly owner: string
      readonly contract: string
      readonly callValue: bigint
      readonly data: Uint8Array
    }
  | {
      readonly type: 'FreezeBalanceV2Contract'
      readonly owner: string
      readonly stake: bigint
      readonly resource: Resource
    }
  | {
      readonly type: 'DelegateResourceContract' | 'UnDelegateResourceContract'
      readonly owner: string
      readonly to: string
      /** Sun of stake, not energy. */
      readonly stake: bigint
      readonly resource: Resource
    }
  | OtherContract

/** A type that we never send, with its bytes as they are. */
export interface OtherContract {
  readonly type: 'OTHER'
  /** Of the enumeration ContractType. */
  readonly number: number
  readonly typeUrl: string
  readonly value: Uint8Array
}

type KnownType = Exclude<Contract['type'], 'OTHER'>

const NUMBERS: Readonly<Record<KnownType, number>> = {
  AccountCreateContract: 0,
  TransferContract: 1,
  TriggerSmartContract: 31,
  FreezeBalanceV2Contract: 54,
  DelegateResourceContract: 57,
  UnDelegateResourceContract: 58,
}
const TYPES = new Map(Object.entries(NUMBERS).map(([type, number]) => [number, type as KnownType]))
const TYPE_URL = 'type.googleapis.com/protocol.'
const RESOURCES: readonly Resource[] = ['BANDWIDTH', 'ENERGY']

/** Number, type URL and bytes of a contract, as a transaction carries it. */
export function encodeContract(contract: Contract): { number: number; typeUrl: string; value: Uint8Array } {
  if (contract.type === 'OTHER') return contract
  const { type } = contract
  return { number: NUMBERS[type], typeUrl: `${TYPE_URL}${type}`, value: encodeValue(contract) }
}

function encodeValue(contract: Exclude<Contract, OtherContract>): Buffer {
  const owner = bytesField(1, bytesOfAddress(contract.owner))
  switch (contract.type) {
    case 'TransferContract':
      return Buffer.concat([
        owner,
        bytesField(2, bytesOfAddress(contract.to)),
        varintField(3, contract.amount),
      ])
    case 'AccountCreateContract':
      return Buffer.concat([owner, bytesField(2, bytesOfAddress(contract.account))])
    case 'TriggerSmartContract':
      return Buffer.concat([
        owner,
        bytesField(2, bytesOfAddress(contract.contract)),
        varintField(3, contract.callValue),
        bytesField(4, contract.data),
      ])
    case 'FreezeBalanceV2Contract':
      return Buffer.concat([
        owner,
        varintField(2, contract.stake),
        varintField(3, resourceNumber(contract.resource)),
      ])
    case 'DelegateResourceContract':
    case 'UnDelegateResourceContract':
      return Buffer.concat([
        owner,
        varintField(2, resourceNumber(contract.resource)),
        varintField(3, contract.stake),
        bytesField(4, bytesOfAddress(contract.to)),
      ])
  }
}

const resourceNumber = (resource: Resource) => BigInt(RESOURCES.indexOf(resource))

/**
 * The contract that these bytes are, read as every protobuf reader reads them: fields that we do not know are passed over. One
 * whose addresses are none, or whose resource is neither, is OTHER: it does nothing that we know.
 * @throws ProtobufError when the bytes are no message.
 */
export function decodeContract(number: number, typeUrl: string, value: Uint8Array): Contract {
  const other: OtherContract = { type: 'OTHER', number, typeUrl, value }
  const type = TYPES.get(number)
  if (type === undefined) return other
  const fields = readFields(value)
  const address = (field: number) => {
    const bytes = lastBytes(fields, field)
    return bytes.length === ADDRESS_BYTES && bytes[0] === 0x41 ? addressOfBytes(bytes) : null
  }
  const resourceAt = (field: number) => RESOURCES[Number(lastVarint(fields, field))] ?? null
  const [owner, second] = [address(1), address(2)]
  if (owner === null) return other
  switch (type) {
    case 'TransferContract':
      return second === null ? other : { type, owner, to: second, amount: lastVarint(fields, 3) }
    case 'AccountCreateContract':
      return second === null ? other : { type, owner, account: second }
    case 'TriggerSmartContract': {
      if (second === null) return other
      return { type, owner, contract: second, callValue: lastVarint(fields, 3), data: lastBytes(fields, 4) }
    }
    case 'FreezeBalanceV2Contract': {
      const resource = resourceAt(3)
      return resource === null ? other : { type, owner, stake: lastVarint(fields, 2), resource }
    }
    case 'DelegateResourceContract':
    case 'UnDelegateResourceContract': {
      const [to, resource] = [address(4), resourceAt(2)]
      if (to === null || resource === null) return other
      return { type, owner, to, stake: lastVarint(fields, 3), resource }
    }
  }
}
