import { describeSettings } from '../config.ts'
import { row, table } from './markdown.ts'

/** docs/settings.md: every environment variable that the platform reads. */
export function settingsPage(): string {
  const rows = describeSettings().map(({ name, takes, fallback, what }) =>
    row([`\`${name}\``, takes, shown(fallback), what]),
  )
  return `# Settings

Generated from server/kernel/config.ts by \`npm run docs\`; a test compares the two.

Settings are environment variables. The platform does not start when one is missing or wrong, and names each. One of
\`HOLDFAST_VAULT_KEY\` and \`HOLDFAST_VAULT_PASSPHRASE\` must be set; the key wins. Rate limits and the bound on calls in flight
hold for one node: with several nodes behind a proxy, each counts what it sees.

${table(['Setting', 'Takes', 'Default', 'Meaning'], rows)}
`
}

function shown(fallback: string | null): string {
  if (fallback === null) return '**required**'
  return fallback === '' ? '' : `\`${fallback}\``
}
