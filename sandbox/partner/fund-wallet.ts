import { encodeFunctionData, erc20Abi, type Hex } from 'viem'
import { evmOfAddress } from '../../server/chains/tron/address.ts'
import { callNodeForText } from '../chains/rpc.ts'
import type { SandboxChain } from '../chains/sandbox-chain.ts'
import type { DeployedToken } from '../chains/tokens.ts'
import { callTron } from '../tron/call.ts'
import { partnerWalletAddress } from './wallet-address.ts'

/** Whole ones: for years of payments, and far below what the giver has. */
const TOKENS = 1_000_000_000_000n
const COINS = 1_000_000n

/** Gives the partner's wallet coin and tokens where it has less than half of what it got once. */
export async function fundPartnerWallet(chain: SandboxChain, privateKey: string): Promise<void> {
  const { spec, local, tokens } = chain
  const to = partnerWalletAddress(privateKey, spec.family)
  const coins = COINS * 10n ** BigInt(local.coinDecimals)
  if ((await coinBalance(chain, to)) < coins / 2n) await chain.give({ to, units: coins, token: null })
  for (const token of tokens) {
    const units = TOKENS * 10n ** BigInt(token.decimals)
    if ((await tokenBalance(chain, token, to)) < units / 2n)
      await chain.give({ to, units, token: token.address })
  }
}

async function coinBalance({ spec, url }: SandboxChain, address: string): Promise<bigint> {
  if (spec.family === 'EVM') return BigInt(await callNodeForText(url, 'eth_getBalance', [address, 'latest']))
  const { balance = 0 } = await callTron(url, '/wallet/getaccount', { address, visible: true })
  return BigInt(String(balance))
}

async function tokenBalance(
  { spec, url }: SandboxChain,
  { address: token }: DeployedToken,
  owner: string,
): Promise<bigint> {
  if (spec.family === 'EVM') {
    const data = balanceOf(owner as Hex)
    return BigInt(await callNodeForText(url, 'eth_call', [{ to: token, data }, 'latest']))
  }
  const answer = await callTron(url, '/wallet/triggerconstantcontract', {
    owner_address: owner,
    contract_address: token,
    data: balanceOf(evmOfAddress(owner)).slice(2),
    visible: true,
  })
  const [result] = Array.isArray(answer.constant_result) ? answer.constant_result : []
  return BigInt(`0x0${String(result ?? '')}`)
}

function balanceOf(owner: Hex): Hex {
  return encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [owner] })
}
