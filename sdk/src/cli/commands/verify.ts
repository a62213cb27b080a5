import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from '../../client.ts'
import { HoldfastError } from '../../error.ts'
import * as companyCalls from '../../generated/company.ts'
import * as wallets from '../../generated/wallets.ts'
import { command } from '../command.ts'
import { CommandError } from '../failure.ts'

/** tools/verify-reserves.mjs, which knows nothing of Holdfast: the build puts it beside the SDK. */
const CHECKER = fileURLToPath(new URL('../../verify-reserves.mjs', import.meta.url))

export const verifyCommand = command({
  name: 'verify',
  summary: "Check the proof of reserves: what the company owes and has, and each wallet's part in it",
  about: `Signatures, trees and sums are computed again on this machine, from what the platform answers.
Give --key as your operator has published it; without, the key of the answer is taken and printed.
The operator checks the whole books of a platform with npm run verify.`,
  args: [],
  options: {
    wallet: {
      type: 'string',
      value: 'WALLET',
      about: 'check the part of this virtual wallet',
      multiple: true,
    },
    all: { type: 'boolean', about: 'check the parts of all virtual wallets' },
    date: { type: 'string', value: 'DATE', about: 'YYYY-MM-DD; default: the newest' },
    key: { type: 'string', value: 'HEX', about: 'the public key that must have signed' },
  },
  async run({ client: connect, options: { wallet, all, date, key } }) {
    const client = connect()
    const proof = await companyCalls.proofOfReserves(client, { date })
    const parts = new Map<string, unknown>()
    for (const walletId of all ? await walletsOf(client) : wallet) {
      const part = await partOf(client, walletId, proof.date, all)
      if (part !== null) parts.set(walletId, part)
    }
    const { isRight, found } = check(new Map([['proof', proof], ...parts]), key)
    if (!isRight) throw new CommandError(found, 'Keep the answers, and ask the operator of the platform.')
    return {
      data: { right: true, date: proof.date, public_key: proof.public_key, found: found.split('\n') },
      text: found,
    }
  },
})

async function walletsOf(client: Client): Promise<string[]> {
  const lists = (await wallets.blockchains(client)).map((blockchain) => wallets.list(client, { blockchain }))
  return (await Promise.all(lists)).flat().map(({ id }) => id)
}

/** Null: a wallet that is younger than the proof, where all are asked for. */
async function partOf(
  client: Client,
  walletId: string,
  date: string,
  mayBeYounger: boolean,
): Promise<object | null> {
  try {
    return await wallets.proofOfReserves(client, { walletId, date })
  } catch (error) {
    if (mayBeYounger && error instanceof HoldfastError && error.code === 'NOT_FOUND') return null
    throw error
  }
}

function check(
  answers: ReadonlyMap<string, unknown>,
  key: string | undefined,
): { readonly isRight: boolean; readonly found: string } {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-verify-'))
  try {
    const files = [...answers].map(([name, answer]) => {
      const file = `${name}.json`
      writeFileSync(join(folder, file), JSON.stringify(answer), { mode: 0o600 })
      return file
    })
    const args = [CHECKER, ...(key === undefined ? [] : ['--key', key]), ...files]
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
    })
    if (error !== undefined) throw error
    return { isRight: status === 0, found: (status === 0 ? stdout : stderr).trim() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
