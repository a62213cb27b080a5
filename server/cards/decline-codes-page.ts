import { row, table } from '../kernel/pages/markdown.ts'
import { DECLINES, type DeclineReason } from './decline-codes.ts'

/** docs/decline-codes.md: why purchases are declined, as a page. */
export function declineCodesPage(): string {
  const rows = Object.entries(DECLINES).map(
    ([code, { iso, label, detail, nextStep, blocksCard }]: [string, Omit<DeclineReason, 'code'>]) =>
      row([`\`${code}\``, `\`${iso}\``, label, detail, nextStep, blocksCard ? 'yes' : '']),
  )
  return `# Decline codes

Generated from server/cards/decline-codes.ts by \`npm run docs\`; a test compares the two.

Why a purchase was declined. Transactions show it as \`decline_reason {code, simple_reason, detailed_reason, next_step}\`; the webhook
\`declined\` adds \`response_code\` (= code) and \`description\` (= label). They are not errors of the API: those are in errors.md.
ISO is what the card network is answered (ISO 8583 field 39): \`M303\` of an expired card answers \`54\`, \`M401\` what the company answered
where the network knows it. \`GET /cards/account/configuration/decline-codes\` answers the same table.

${table(['Code', 'ISO', 'Label', 'Detail', 'Next step', 'Blocks the card'], rows)}
`
}
