import type { SandboxChain } from './chains/sandbox-chain.ts'
import type { SandboxFile } from './sandbox-file.ts'

/** An address of nobody, to pay to. */
const OUTSIDE_ADDRESS = '0x000000000000000000000000000000000000dEaD'

interface Around {
  readonly chains: readonly SandboxChain[]
  readonly home: string
  readonly partnerSeed: string
}

/** What a newcomer reads: where it is, the key, and the main job as three commands to paste. */
export function welcome(file: SandboxFile, { chains, home, partnerSeed }: Around): string {
  const key = `-H 'x-api-key: ${file.company.api_key}'`
  const post = `curl -s -X POST ${key}`
  const field = (name: string) => `$(echo "$WALLET" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`
  const usdc = file.chains.POLYGON?.tokens.USDC?.address ?? ''
  const lines = [
    'Holdfast is ready.',
    '',
    `  API      ${file.api_url}`,
    `  Docs     ${file.docs_url}`,
    `  Portal   ${file.portal.url}`,
    `           ${file.portal.email}  password ${file.portal.password}  secret for your authenticator ${file.portal.totp_secret}`,
    `  API key  ${file.company.api_key}`,
    '  Commands npx holdfast login --sandbox, then npx holdfast --help',
    `  State    ${home}  (sandbox.json for scripts, holdfast.log)`,
    ...chains.map((chain) => `  ${chain.spec.name.padEnd(8)} ${chain.url}  chain id ${chain.spec.chainId}`),
    `  Partner  ${file.partner.url}  seed ${partnerSeed}`,
    ...chains.flatMap(restoredNote),
    '',
    '1. A wallet for your customer:',
    `WALLET=$(${post} ${file.api_url}/virtual-wallets/create -d '{"alias":"Customer 42","blockchain":"POLYGON"}'); echo "$WALLET"`,
    '2. 100 USDC to its address:',
    `${post} ${file.api_url}/sandbox/faucet -d "{\\"blockchain\\":\\"POLYGON\\",\\"to_address\\":\\"${field('wallet_address')}\\",\\"amount\\":100}"; echo`,
    '3. Wait five seconds for the credit and the sweep, then send 25 of them away:',
    `${post} ${file.api_url}/virtual-wallets/${field('id')}/withdraw -d '{"to_wallet_address":"${OUTSIDE_ADDRESS}","token_address":"${usdc}","amount":25}'; echo`,
    '4. A card, and a purchase with it that is declined, as the card has no money yet:',
    `CARD=$(${post} ${file.api_url}/cards/virtual-cards/create -d '{"card_holder_name":"ANA RUIZ","approval_method":"TOP_UP","phone_country_code":34,"phone":"600000000"}'); echo "$CARD"`,
    `${post} ${file.api_url}/sandbox/cards/authorize -d "{\\"card_id\\":\\"$(echo "$CARD" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')\\"}"; echo`,
    '',
    'Ctrl-C stops everything; the next npm start goes on with the same data, npm start -- --reset begins anew.',
  ]
  return lines.join('\n')
}

function restoredNote({ spec, found, dump }: SandboxChain): string[] {
  if (found !== 'restored' || dump === null) return []
  return [
    '',
    `  ${spec.name} had been killed and goes on from its dump of ${dump.at.toISOString()} (block ${dump.height}).`,
    '  Later blocks are gone: deposits in them become REVERTED, payments in them are sent again.',
  ]
}
