import { Type } from 'typebox'
import { addressKey } from '../../server/chains/address.ts'
import { amountField, readAmount } from '../../server/kernel/http/fields.ts'
import { writeRoute } from '../../server/kernel/http/route.ts'
import { decimalToUnits } from '../../server/kernel/money.ts'
import { isRefusal, type Refusal, refuse } from '../../server/kernel/refusal.ts'
import { type Gift, GiftRefused } from '../chains/local-chain.ts'
import type { SandboxChain } from '../chains/sandbox-chain.ts'
import { findSandboxChain, onChain, type SandboxDeps } from './deps.ts'

/** Whole coins or tokens from the endless account of the sandbox; the transaction is mined within a second or so. */
export function faucet({ chains }: SandboxDeps) {
  return writeRoute({
    method: 'POST',
    path: '/sandbox/faucet',
    access: { level: 2, operation: 'virtual_wallets', alsoOpenTo: { operation: 'cards', level: 2 } },
    sandboxOnly: true,
    status: 201,
    summary: 'Send tokens or coin from outside to an address',
    refusals: [
      'VALUE_NOT_ALLOWED',
      'FAUCET_TOKEN',
      'ADDRESS_INVALID',
      'AMOUNT_NOT_POSITIVE',
      'AMOUNT_DECIMALS',
      'AMOUNT_TOO_LARGE',
      'CHAIN_UNAVAILABLE',
    ],
    tag: 'Sandbox',
    body: Type.Object({
      blockchain: Type.String(),
      to_address: Type.String(),
      amount: amountField(),
      token_address: Type.Optional(
        Type.String({ description: "The chain's first default token when absent; `native` is its coin" }),
      ),
    }),
    answer: Type.Object({ transaction_hash: Type.String() }),
    async write(_tx, { body }) {
      const chain = findSandboxChain(chains, body.blockchain)
      if (isRefusal(chain)) return chain
      const to = chain.local.readAddress(body.to_address.trim())
      if (to === null) return refuse('ADDRESS_INVALID')
      const token = findToken(chain, body.token_address)
      if (isRefusal(token)) return token
      const amount = readAmount('amount', body.amount, { decimalsMax: token.decimals })
      if (isRefusal(amount)) return amount
      const units = decimalToUnits(amount, token.decimals)
      if (units === null || units > token.unitsMax) return refuse('AMOUNT_TOO_LARGE', { field: 'amount' })
      return { blockchain: chain.spec.name, to, token: token.address, units: units.toString() }
    },
    async finish({ blockchain, to, token, units }) {
      const chain = findSandboxChain(chains, blockchain)
      if (isRefusal(chain)) throw new Error(`${blockchain} is gone`)
      const hash = await onChain(chain, () => give(chain, { to, token, units: BigInt(units) }))
      return isRefusal(hash) ? hash : { transaction_hash: hash }
    },
  })
}

async function give(chain: SandboxChain, gift: Gift): Promise<string | Refusal> {
  try {
    return await chain.give(gift)
  } catch (error) {
    if (error instanceof GiftRefused) return refuse('ADDRESS_INVALID')
    throw error
  }
}

interface Given {
  /** Null: the coin. */
  readonly address: string | null
  readonly decimals: number
  /** More at once would empty the account. */
  readonly unitsMax: bigint
}

function findToken(chain: SandboxChain, text: string | undefined): Given | Refusal {
  if (text?.trim().toLowerCase() === 'native')
    return {
      address: null,
      decimals: chain.local.coinDecimals,
      unitsMax: 1_000_000n * 10n ** BigInt(chain.local.coinDecimals),
    }
  const [first] = chain.tokens
  const wanted = text === undefined ? (first?.address ?? '') : text.trim()
  const found = chain.tokens.find(({ address }) => addressKey(address) === addressKey(wanted))
  if (found === undefined) return refuse('FAUCET_TOKEN', { address: wanted, blockchain: chain.spec.name })
  return { ...found, unitsMax: 10n ** 12n * 10n ** BigInt(found.decimals) }
}
