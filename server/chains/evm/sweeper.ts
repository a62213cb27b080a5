import {
  type Address,
  concat,
  encodeDeployData,
  getAddress,
  getContractAddress,
  type Hex,
  isAddressEqual,
  size,
  slice,
  zeroAddress,
  zeroHash,
} from 'viem'
import artefact from '../../../contracts/artefacts/Sweeper.json' with { type: 'json' }

/** The deterministic deployment proxy (present on every public EVM chain, and on anvil): the same input always gives the same address. */
export const DEPLOYMENT_PROXY: Address = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

const CONSTRUCTOR_ABI = [
  { type: 'constructor', inputs: [{ name: 'holding', type: 'address' }], stateMutability: 'nonpayable' },
] as const
const ADDRESS_BYTES = 20

function initCode(holding: Address): Hex {
  return encodeDeployData({ abi: CONSTRUCTOR_ABI, bytecode: artefact.bytecode as Hex, args: [holding] })
}

/** Where the sweeper of a holding wallet is, deployed or not: it follows from the contract's code and the holding address. */
export function sweeperAddress(holding: Address): Address {
  return getContractAddress({
    opcode: 'CREATE2',
    from: DEPLOYMENT_PROXY,
    salt: zeroHash,
    bytecode: initCode(holding),
  })
}

export function deploySweeperCall(holding: Address): { readonly to: Address; readonly data: Hex } {
  return { to: DEPLOYMENT_PROXY, data: concat([zeroHash, initCode(holding)]) }
}

/** True when `data`, sent to the deployment proxy, deploys the sweeper of exactly this holding wallet. */
export function deploysSweeperOf(data: Hex, holding: Address): boolean {
  return data.toLowerCase() === deploySweeperCall(holding).data.toLowerCase()
}

/** Call data for the sweeper: token, then each wallet, 20 bytes each. The zero address stands for the chain's coin. */
export function encodeSweep(token: Address, wallets: readonly Address[]): Hex {
  return concat([token, ...wallets])
}

/** The opposite of encodeSweep. @returns null when `data` is not of that form. */
export function decodeSweep(
  data: Hex,
): { readonly token: Address; readonly wallets: readonly Address[] } | null {
  const bytes = size(data)
  if (bytes < 2 * ADDRESS_BYTES || bytes % ADDRESS_BYTES !== 0) return null
  const addresses = Array.from({ length: bytes / ADDRESS_BYTES }, (_, index) =>
    getAddress(slice(data, index * ADDRESS_BYTES, (index + 1) * ADDRESS_BYTES)),
  )
  const [token, ...wallets] = addresses
  return token === undefined ? null : { token, wallets }
}

/** The token that a sweep names: the zero address where the chain's native pseudo-address is meant. */
export function sweepToken(token: Address, nativeAddress: Address): Address {
  return isAddressEqual(token, nativeAddress) ? zeroAddress : token
}
