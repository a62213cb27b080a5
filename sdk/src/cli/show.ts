import type { Shown } from './command.ts'

/** JSON for programs (numbers are text, exactly as the platform wrote them), lines or a table for people. */
export function render({ data, text, columns }: Shown, json: boolean): string {
  if (json) return JSON.stringify(data ?? null, null, 2)
  if (text !== undefined) return text
  if (Array.isArray(data)) return data.length === 0 ? 'None.' : table(data, columns)
  if (typeof data === 'object' && data !== null) return lines(data)
  return data === undefined || data === null ? 'Done.' : String(data)
}

function lines(fields: object): string {
  const entries = Object.entries(fields)
  if (entries.length === 0) return 'Done.'
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`).join('\n')
}

function table(rows: readonly object[], columns: readonly string[] = Object.keys(rows[0] ?? {})): string {
  const texts = [columns, ...rows.map((row) => columns.map((column) => cell(Reflect.get(row, column))))]
  const widths = columns.map((_, index) => Math.max(...texts.map((row) => (row[index] ?? '').length)))
  return texts
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
