import { type ErrorEntry, errors } from '../errors.ts'
import { row, table } from './markdown.ts'

/** docs/errors.md: the registry of refusals as a page. */
export function errorsPage(): string {
  const rows = Object.entries(errors).map(([name, entry]: [string, ErrorEntry]) =>
    row([name, String(entry.status), `\`${entry.code}\``, entry.message, entry.next, entry.ref ?? '']),
  )
  return `# Errors

Generated from server/kernel/errors.ts by \`npm run docs\`; a test compares the two.

Every error answers \`{"code", "message", "next_step", "trace_id"}\` (429 also \`error_code\`). Branch on \`code\`; \`message\` and
\`next_step\` are for people. \`{…}\` stands for a value. \`trace_id\` is that of the header X-Trace-Id and of the log lines.

${table(['Name', 'HTTP', 'code', 'message', 'next_step', 'Contract'], rows)}
`
}
