export function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

export function table(head: readonly string[], rows: readonly string[]): string {
  return [row(head), `|${' --- |'.repeat(head.length)}`, ...rows].join('\n')
}
