import { type Static, Type } from 'typebox'
import { NodeAnswerError } from '../node-errors.ts'
import { hexOfAddress } from './address.ts'
import { Amount, HexAddress, isNone, shape, type TronNode } from './node.ts'

export interface TronAccount {
  /** False: nothing ever came there, and the first transfer pays for making it. */
  readonly exists: boolean
  /** Sun. */
  readonly coin: bigint
}

/** What is left of an account's own resources now. */
export interface TronResources {
  readonly energy: bigint
  /** Bytes that are free each day, and those that are staked for: one transaction is paid from one of the two, or burns coin. */
  readonly freeBandwidth: bigint
  readonly stakedBandwidth: bigint
  /** What all stake of the network together gets a day, and how much stake that is: energy of a stake is its share. */
  readonly totalEnergyLimit: bigint
  readonly totalEnergyStake: bigint
}

/** Prices that the network has voted for, in sun. */
export interface TronPrices {
  readonly energy: bigint
  /** Of a byte. */
  readonly bandwidth: bigint
  /** What a transfer of coin to an address that has no account burns: for the account, and besides when the sender lacks bandwidth. */
  readonly newAccount: bigint
  readonly newAccountBandwidth: bigint
  /** Of a transaction with a memo. */
  readonly memo: bigint
}

const Account = Type.Object({ address: HexAddress, balance: Amount })
const Resources = Type.Object({
  freeNetLimit: Amount,
  freeNetUsed: Amount,
  NetLimit: Amount,
  NetUsed: Amount,
  EnergyLimit: Amount,
  EnergyUsed: Amount,
  TotalEnergyLimit: Amount,
  TotalEnergyWeight: Amount,
})
const Parameters = Type.Object({
  chainParameter: Type.Array(Type.Object({ key: Type.String(), value: Type.Optional(Type.BigInt()) })),
})
const MaxSize = Type.Object({ max_size: Amount })

const readAccount = shape('wallet/getaccount', Account)
const readResources = shape('wallet/getaccountresource', Resources)
const readParameters = shape('wallet/getchainparameters', Parameters)
const readMaxSize = shape('wallet/getcandelegatedmaxsize', MaxSize)

const SUN_PER_TRX = 1_000_000n

export async function askAccount(node: TronNode, address: string): Promise<TronAccount> {
  const hex = hexOfAddress(address)
  const answer = await node.ask('wallet/getaccount', { address: hex })
  if (isNone(answer)) return { exists: false, coin: 0n }
  const account = readAccount(answer)
  if (account.address.toLowerCase() !== hex)
    throw new NodeAnswerError(`asked for account ${address}, the node gave another`)
  return { exists: true, coin: account.balance ?? 0n }
}

export async function askResources(node: TronNode, address: string): Promise<TronResources> {
  const answer: Static<typeof Resources> = readResources(
    await node.ask('wallet/getaccountresource', { address: hexOfAddress(address) }),
  )
  const left = (limit = 0n, used = 0n) => (limit > used ? limit - used : 0n)
  return {
    energy: left(answer.EnergyLimit, answer.EnergyUsed),
    freeBandwidth: left(answer.freeNetLimit, answer.freeNetUsed),
    stakedBandwidth: left(answer.NetLimit, answer.NetUsed),
    totalEnergyLimit: answer.TotalEnergyLimit ?? 0n,
    totalEnergyStake: (answer.TotalEnergyWeight ?? 0n) * SUN_PER_TRX,
  }
}

export async function askPrices(node: TronNode): Promise<TronPrices> {
  const { chainParameter } = readParameters(await node.ask('wallet/getchainparameters', {}))
  const values = new Map(chainParameter.map(({ key, value = 0n }) => [key, value]))
  const price = (key: string) => {
    const value = values.get(key)
    if (value === undefined || value < 0n) throw new NodeAnswerError(`the node names no price ${key}`)
    return value
  }
  return {
    energy: price('getEnergyFee'),
    bandwidth: price('getTransactionFee'),
    newAccount: price('getCreateNewAccountFeeInSystemContract'),
    newAccountBandwidth: price('getCreateAccountFee'),
    memo: price('getMemoFee'),
  }
}

/** Sun of stake for energy that `owner` could lend now. */
export async function askLendableStake(node: TronNode, owner: string): Promise<bigint> {
  const asked = { owner_address: hexOfAddress(owner), type: 1 }
  return readMaxSize(await node.ask('wallet/getcandelegatedmaxsize', asked)).max_size ?? 0n
}
