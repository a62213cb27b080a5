import { evmOfAddress } from './address.ts'

/** The first four bytes of keccak256('transfer(address,uint256)') and of keccak256('balanceOf(address)'). */
const TRANSFER = 'a9059cbb'
const BALANCE_OF = '70a08231'
const AMOUNT_END = 2n ** 256n
const TRANSFER_CALL = /^a9059cbb0{22}(?:00|41)([0-9a-f]{40})([0-9a-f]{64})$/

/** `transfer(to, amount)` of TRC-20, with zeros before the address. */
export function transferCall(to: string, amount: bigint): Buffer {
  if (amount < 0n || amount >= AMOUNT_END) throw new Error('An amount is an unsigned number of 256 bits')
  return Buffer.from(TRANSFER + word(to) + amount.toString(16).padStart(64, '0'), 'hex')
}

export function balanceCall(holder: string): Buffer {
  return Buffer.from(BALANCE_OF + word(holder), 'hex')
}

/**
 * What a direct `transfer` asks for, or null when these bytes call something else. Some wallets write 0x41 before the 20 bytes;
 * the virtual machine masks it. `to`: 20 bytes as hex.
 */
export function readTransferCall(data: Uint8Array): { to: string; amount: bigint } | null {
  const [, to, amount] = TRANSFER_CALL.exec(Buffer.from(data).toString('hex')) ?? []
  return to === undefined ? null : { to, amount: BigInt(`0x${amount}`) }
}

const word = (address: string) => evmOfAddress(address).slice(2).padStart(64, '0')
