#!/usr/bin/env node
/**
 * Checks proofs of reserves without Holdfast: needs Node 20 or newer and nothing else.
 *
 *   node verify-reserves.mjs [--key PUBLIC_KEY] FILE …
 *
 * FILE holds an answer of GET /management/proof-of-reserves or of GET /virtual-wallets/{walletId}/proof-of-reserves, as it came. Of a
 * wallet's part everything is computed again from its balance and salt; given beside the whole proof, its roots must be that proof's.
 * The public key is printed: compare it with the one that the company has published, or give it with --key. Exit code 0: all is right.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Numbers stay the text they were sent as: a float would round them. Digits inside of a text are no number. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const parse = (text) => {
  try {
    return JSON.parse(text.replace(TEXT_OR_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`)))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Wrong('this is no JSON: give the answer as it came')
    throw error
  }
}

const lines = (texts) => texts.map((text) => `${text}\n`).join('')
const sha256 = (texts) => createHash('sha256').update(lines(texts)).digest('hex')

class Wrong extends Error {}
const demand = (isSo, otherwise) => {
  if (!isSo) throw new Wrong(otherwise)
}

/** Exact sums of decimal texts, none of them negative. */
function add(a, b) {
  for (const text of [a, b]) demand(/^\d+(\.\d+)?$/.test(text), `${text} is not an amount of zero or more`)
  const scale = Math.max(...[a, b].map((text) => (text.split('.')[1] ?? '').length))
  const units = (text) => {
    const [whole, fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(scale, '0'))
  }
  const digits = (units(a) + units(b)).toString().padStart(scale + 1, '0')
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return digits.slice(0, digits.length - scale) + (scale === 0 || fraction === '' ? '' : `.${fraction}`)
}

function demandSigned(text, { signature, public_key: publicKey }, pinned) {
  demand(pinned === undefined || pinned === publicKey, `signed with ${publicKey}, not with the key of --key`)
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  demand(verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex')), 'the signature is not of this content')
}

function checkProof(proof, pinned) {
  const rows = proof.tokens.map((token) =>
    [
      token.blockchain,
      token.token_address,
      token.liabilities,
      token.holding,
      token.holding_address,
      token.unswept,
      token.reserve_ratio ?? '-',
      token.partner_claims,
      token.root_hash,
      token.leaf_count,
    ].join('\t'),
  )
  const { company_id: company, date, taken_at: at } = proof
  demandSigned(lines(['holdfast-reserves-v1', company, date, at, ...rows]), proof, pinned)
  return proof.tokens.map(
    (token) =>
      `${token.blockchain} ${token.symbol}: owes ${token.liabilities} to ${token.leaf_count} wallets, has ${token.holding} at ` +
      `${token.holding_address} and ${token.unswept} on the way, ratio ${token.reserve_ratio ?? '-'}`,
  )
}

function checkInclusion(part, pinned, proofs) {
  const { company_id: company, date, wallet_id: wallet, blockchain } = part
  for (const leaf of part.leaves) {
    const { token_address: token } = leaf
    let hash = sha256(['holdfast-leaf-v1', date, blockchain, token, wallet, leaf.balance, leaf.salt])
    let sum = add(leaf.balance, '0')
    demand(hash === leaf.leaf_hash, `the leaf of ${token} does not hold this balance and salt`)
    for (const step of leaf.path) {
      demand(['L', 'R'].includes(step.side), `a neighbour stands on side ${step.side}`)
      const own = [hash, sum]
      const other = [step.hash, step.sum]
      hash = sha256(['holdfast-node-v1', ...(step.side === 'L' ? [...other, ...own] : [...own, ...other])])
      sum = add(sum, step.sum)
    }
    demand(hash === leaf.root_hash, `the path of ${token} does not lead to its root`)
    demand(sum === leaf.root_sum, `the sums along the path of ${token} are not those of its root`)
  }
  const rows = part.leaves.map((leaf) =>
    [leaf.token_address, leaf.leaf_hash, leaf.root_hash, leaf.root_sum].join('\t'),
  )
  demandSigned(lines(['holdfast-inclusion-v1', company, date, wallet, ...rows]), part, pinned)
  const whole = proofs.find((proof) => proof.company_id === company && proof.date === date)
  if (whole !== undefined)
    for (const leaf of part.leaves) {
      const token = whole.tokens.find(
        (one) => one.blockchain === blockchain && one.token_address === leaf.token_address,
      )
      demand(
        token?.root_hash === leaf.root_hash && token?.liabilities === leaf.root_sum,
        `the root of ${leaf.token_address} is another one than that of the whole proof`,
      )
    }
  const owed = part.leaves.map((leaf) => `${leaf.balance} of ${leaf.token_address}`).join(', ')
  return [
    `wallet ${wallet}: owed ${owed === '' ? 'nothing' : owed}, ${whole === undefined ? 'held against no whole proof' : 'in the whole proof'}`,
  ]
}

function run(args) {
  const pinned = args[0] === '--key' ? args.splice(0, 2)[1] : undefined
  demand(args.length > 0, 'Usage: node verify-reserves.mjs [--key PUBLIC_KEY] FILE …')
  const answers = args.map((file) => ({ file, answer: parse(readFileSync(file, 'utf8')) }))
  const proofs = answers.map(({ answer }) => answer).filter((answer) => Array.isArray(answer.tokens))
  for (const { file, answer } of answers) {
    const found = Array.isArray(answer.tokens)
      ? checkProof(answer, pinned)
      : checkInclusion(answer, pinned, proofs)
    console.log(`${file}: right, of ${answer.date}, signed with ${answer.public_key}`)
    for (const line of found) console.log(`  ${line}`)
  }
}

try {
  run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Wrong ? `WRONG: ${error.message}` : error)
  process.exitCode = 1
}
