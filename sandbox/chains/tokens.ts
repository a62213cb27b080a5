import { concat, encodeDeployData, encodeFunctionData, getContractAddress, type Hex } from 'viem'
import artefact from '../../contracts/artefacts/SandboxToken.json' with { type: 'json' }
import { callNode, callNodeForText } from './rpc.ts'

/** Well known to everybody (the development mnemonic): worth nothing outside local chains. */
export const FAUCET = {
  address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  privateKey: '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
} as const
/** Pays what the sandbox itself sends, so that its nonces and those of a script with the faucet key never meet. */
export const TOOLS_ADDRESS = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

/** Part of every development chain: deploys to addresses that depend on the code alone. */
const DEPLOYER = '0x4e59b44847b379578588920ca78fbf26c0b4956c'
const SALT: Hex = `0x${'0'.repeat(64)}`
const WHOLE_TOKENS = 10n ** 15n

export interface TokenSpec {
  readonly name: string
  readonly symbol: string
  readonly decimals: number
}

export interface DeployedToken extends TokenSpec {
  /** Checksummed. */
  readonly address: string
}

/** The address follows from the token's data: the same on every machine. */
export function tokenAddress(token: TokenSpec): string {
  return getContractAddress({ opcode: 'CREATE2', from: DEPLOYER, salt: SALT, bytecode: deployCode(token) })
}

/** Deploys those that are not there yet. The chain must be mining, or mine when asked. */
export async function deployTokens(url: string, tokens: readonly TokenSpec[]): Promise<DeployedToken[]> {
  const deployed: DeployedToken[] = []
  for (const token of tokens) {
    const address = tokenAddress(token)
    if ((await callNode(url, 'eth_getCode', [address, 'latest'])) === '0x') {
      await sendFrom(url, TOOLS_ADDRESS, { to: DEPLOYER, data: concat([SALT, deployCode(token)]) })
      await callNode(url, 'anvil_mine', ['0x1'])
      if ((await callNode(url, 'eth_getCode', [address, 'latest'])) === '0x')
        throw new Error(`${token.symbol} could not be deployed`)
    }
    deployed.push({ ...token, address })
  }
  return deployed
}

/**
 * More than any transfer here takes. An estimate would be too little when a sweep empties the receiver's address in the same
 * block, before the transfer: a balance that rises from zero costs more gas.
 */
export const TRANSFER_GAS = 100_000n

/** Data of `transfer(to, amount)`. */
export function transferData(to: string, amount: bigint): Hex {
  return encodeFunctionData({ abi: artefact.abi, functionName: 'transfer', args: [to, amount] })
}

export interface Request {
  readonly to: string
  readonly data?: Hex
  /** Wei. */
  readonly value?: bigint
  /** Estimated by the node when absent. */
  readonly gas?: bigint
}

/** Sends from an account whose key the development chain keeps. The node chooses the nonce. @returns the hash, not mined yet. */
export function sendFrom(url: string, from: string, { to, data, value = 0n, gas }: Request): Promise<string> {
  const limit = gas === undefined ? {} : { gas: quantity(gas) }
  return callNodeForText(url, 'eth_sendTransaction', [{ from, to, data, value: quantity(value), ...limit }])
}

function quantity(value: bigint): string {
  return `0x${value.toString(16)}`
}

function deployCode(token: TokenSpec): Hex {
  return encodeDeployData({
    abi: artefact.abi,
    bytecode: hex(artefact.bytecode),
    args: [
      token.name,
      token.symbol,
      token.decimals,
      [FAUCET.address, TOOLS_ADDRESS],
      WHOLE_TOKENS * 10n ** BigInt(token.decimals),
    ],
  })
}

function hex(text: string): Hex {
  return `0x${text.slice(2)}`
}
