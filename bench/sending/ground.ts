/** The chain itself, asked and used with others' clients alone: viem and tronweb are the witnesses of what the platform did. */
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import {
  type Address,
  createPublicClient,
  encodeFunctionData,
  erc20Abi,
  getAddress,
  type Hex,
  http,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { NodeUnreachable } from '../../sandbox/chains/rpc.ts'
import type { SandboxChain } from '../../sandbox/chains/sandbox-chain.ts'
import { type Answer, callTron } from '../../sandbox/tron/call.ts'
import { inParallel } from '../../server/kernel/in-parallel.ts'

const { TronWeb, utils } = createRequire(import.meta.url)('tronweb') as typeof import('tronweb')

/** As the platform sends: so many at a time. */
export const CONCURRENCY = 8

export interface Ground {
  /** What pushes the plain transactions. */
  readonly client: string
  freshAddress(): string
  tokenBalance(owner: string): Promise<bigint>
  /** Transactions that this address has in blocks; asked again and again, only new blocks are read. */
  transactionsOf(address: string): () => Promise<number>
  height(): Promise<number>
  /** A key that nobody else uses. */
  plainSender(): PlainSender
}

/** Signs transfers of the token with one key and gives them to the node: no ledger, no store, no second look. */
export interface PlainSender {
  readonly address: string
  push(receivers: readonly string[], amount: bigint): Promise<void>
}

export function groundOf({ spec, url, tokens: [token] }: SandboxChain): Ground {
  if (token === undefined) throw new Error(`${spec.name} has a token`)
  switch (spec.family) {
    case 'EVM':
      return evmGround(url, spec.chainId, getAddress(token.address))
    case 'TRON':
      return tronGround(url, token.address)
  }
}

const EVM_GAS = 100_000n

function evmGround(url: string, chainId: number, token: Address): Ground {
  const client = createPublicClient({ transport: http(url) })
  return {
    client: 'viem',
    freshAddress: () => getAddress(`0x${randomBytes(20).toString('hex')}`),
    tokenBalance: (owner) =>
      client.readContract({
        address: token,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [getAddress(owner)],
      }),
    transactionsOf: (address) => () => client.getTransactionCount({ address: getAddress(address) }),
    height: async () => Number(await client.getBlockNumber({ cacheTime: 0 })),
    plainSender() {
      const account = privateKeyToAccount(generatePrivateKey())
      return {
        address: account.address,
        async push(receivers, amount) {
          const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas()
          const fees = { maxFeePerGas, maxPriorityFeePerGas, gas: EVM_GAS, chainId, type: 'eip1559' as const }
          await inParallel([...receivers.entries()], CONCURRENCY, async ([nonce, receiver]) => {
            const args: [Address, bigint] = [getAddress(receiver), amount]
            const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args })
            const serializedTransaction: Hex = await account.signTransaction({
              ...fees,
              to: token,
              data,
              nonce,
            })
            await client.sendRawTransaction({ serializedTransaction })
          })
        },
      }
    },
  }
}

const TRON_FEE_LIMIT = 100_000_000

function tronGround(url: string, token: string): Ground {
  const random = () => utils.accounts.generateAccount()
  const reader = new TronWeb({ fullHost: url, privateKey: random().privateKey })
  return {
    client: 'tronweb',
    freshAddress: () => random().address.base58,
    async tokenBalance(owner) {
      const { constant_result: [word = ''] = [] } = await reader.transactionBuilder.triggerConstantContract(
        token,
        'balanceOf(address)',
        {},
        [{ type: 'address', value: owner }],
        owner,
      )
      return BigInt(`0x${word}`)
    },
    transactionsOf: (address) => countTronTransactions(url, address),
    height: async () => Number((await ask(url, '/control/status')).height),
    plainSender() {
      const { privateKey, address } = random()
      const web = new TronWeb({ fullHost: url, privateKey })
      return {
        address: address.base58,
        push: (receivers, amount) =>
          inParallel(receivers, CONCURRENCY, async (receiver) => {
            const { transaction } = await web.transactionBuilder.triggerSmartContract(
              token,
              'transfer(address,uint256)',
              { feeLimit: TRON_FEE_LIMIT },
              [
                { type: 'address', value: receiver },
                { type: 'uint256', value: amount.toString() },
              ],
              address.base58,
            )
            const sent = await web.trx.sendRawTransaction(await web.trx.sign(transaction))
            if (sent.result !== true)
              throw new Error(`the node refuses a transaction: ${JSON.stringify(sent)}`)
          }),
      }
    },
  }
}

/** Once more when a kept connection was just being closed. */
function ask(url: string, path: string, fields: Answer = {}): Promise<Answer> {
  return callTron(url, path, fields).catch((error: unknown) => {
    if (error instanceof NodeUnreachable) return callTron(url, path, fields)
    throw error
  })
}

/** Tron has no nonces: the blocks are read. */
function countTronTransactions(url: string, address: string): () => Promise<number> {
  let count = 0
  let next = 1
  return async () => {
    const height = Number((await ask(url, '/control/status')).height)
    while (next <= height) {
      const end = Math.min(next + 50, height + 1)
      const { block = [] } = (await ask(url, '/wallet/getblockbylimitnext', {
        startNum: next,
        endNum: end,
        visible: true,
      })) as { block?: readonly TronBlock[] }
      for (const { transactions = [] } of block)
        count += transactions.filter(({ raw_data: { contract } }) =>
          contract.some(({ parameter }) => parameter.value.owner_address === address),
        ).length
      next = end
    }
    return count
  }
}

interface TronBlock {
  readonly transactions?: readonly {
    readonly raw_data: { readonly contract: readonly { readonly parameter: { readonly value: Answer } }[] }
  }[]
}
