import { Readable } from 'node:stream'
import { Content } from '../../kernel/http/content.ts'

/** What a spreadsheet would take for a formula, in every width of letters that it reads. */
const FORMULA = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]|^[\t\r\n]/
const { isRawJSON: isRawJson } = JSON as unknown as {
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}

/**
 * One cell. Numbers of ours and dates are what they are; a text that somebody has written is quoted, and one that a spreadsheet
 * would run stands behind an apostrophe.
 */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (isRawJson(value)) return value.rawJSON
  if (value instanceof Date) return value.toISOString()
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    case 'string':
      return quoted(value)
    default:
      return quoted(JSON.stringify(value))
  }
}

function quoted(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}

export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}

/** Without it spreadsheets read UTF-8 as something else. */
const BYTE_ORDER_MARK = '\ufeff'

/**
 * A file that is written while it is read: no more than a batch is in memory, and between two batches no connection to the database
 * is held. Who goes away ends it.
 */
export function csvFile(
  name: string,
  {
    header,
    batches,
    now,
  }: { header: readonly string[]; batches: AsyncIterable<readonly unknown[][]>; now: Date },
): Content {
  async function* lines() {
    yield BYTE_ORDER_MARK + csvLine(header)
    for await (const batch of batches) yield batch.map(csvLine).join('')
  }
  return new Content('text/csv; charset=utf-8', Readable.from(lines()), {
    'content-disposition': `attachment; filename="${name}-${now.toISOString().slice(0, 10)}.csv"`,
    'x-content-type-options': 'nosniff',
  })
}
