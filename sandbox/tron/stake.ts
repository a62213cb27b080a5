import { addressOfEvm } from '../../server/chains/tron/address.ts'
import { encodeRaw, encodeSigned, referTo } from '../../server/chains/tron/transaction.ts'
import { GAS_KEY_PATH } from '../../server/custody/derivation.ts'
import { signingRequest } from '../../server/custody/signer.ts'
import type { GasVault } from '../chains/local-chain.ts'
import { callTron } from './call.ts'
import { GENESIS } from './genesis-block.ts'

const EXPIRES_AFTER_MS = 60_000

/** Stakes TRX of the gas account, as its operator would: with the account's own signature. */
export async function stakeForEnergy(url: string, vault: GasVault, stake: bigint): Promise<void> {
  const { blockID, block_header: header } = (await callTron(url, '/wallet/getblock')) as {
    blockID: string
    block_header: { raw_data: { timestamp: number } }
  }
  const { timestamp } = header.raw_data
  const owner = addressOfEvm(vault.address(GAS_KEY_PATH))
  const payload = encodeRaw({
    ...referTo(blockID),
    expiration: BigInt(timestamp + EXPIRES_AFTER_MS),
    timestamp: BigInt(timestamp),
    feeLimit: 0n,
    data: new Uint8Array(),
    contract: { type: 'FreezeBalanceV2Contract', owner, stake, resource: 'ENERGY' },
  })
  const outcome = await vault.signerFor(GAS_KEY_PATH).sign(
    signingRequest(GAS_KEY_PATH, {
      purpose: 'TRANSACTION',
      companyId: 'sandbox',
      transactionId: 'stake',
      chain: 'TRON',
      chainId: GENESIS.chainId,
      intent: { kind: 'stake', amount: stake.toString() },
      payload,
      digestIs: 'SHA256',
      policyVersion: null,
      approvedBy: [],
    }),
  )
  if (!outcome.signed) throw new Error(`the gas account does not stake: ${outcome.reason}`)
  const { r, s, yParity } = outcome.signature
  const word = (number: bigint) => number.toString(16).padStart(64, '0')
  const signature = Buffer.from(`${word(r)}${word(s)}0${yParity}`, 'hex')
  const answer = await callTron(url, '/wallet/broadcasthex', {
    transaction: encodeSigned(payload, signature).toString('hex'),
    visible: true,
  })
  if (answer.result !== true) throw new Error(`the gas account cannot stake: ${String(answer.message)}`)
}
