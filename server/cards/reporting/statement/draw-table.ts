import { type Cell, COLOR, type Look, PAGE, type Sheet } from '../../../kernel/pdf/sheet.ts'
import { dollarText } from './format.ts'
import { type Cells, operationLabel, statusLabel, type Tone } from './lines.ts'
import type { StatementTotal } from './read-statement.ts'

export const LINE_HEIGHT = 16
export const TABLE_HEAD_HEIGHT = 20

const SIZE = 8
const HEAD: Look = { size: 7, color: COLOR.muted, bold: true }
const NOTE: Look = { size: 7.5, color: COLOR.muted }
const PADDING = 4

interface Column extends Cell {
  readonly field: Exclude<keyof Cells, 'tone'>
  readonly title: string
}

/** Widths in points. A card without a balance leaves that room to the merchant. */
function columnsOf(hasBalance: boolean): Column[] {
  const widths: readonly (readonly [Column['field'], string, number, 'left' | 'right'])[] = [
    ['date', 'DATE', 80, 'left'],
    ['merchant', 'MERCHANT', hasBalance ? 122 : 186, 'left'],
    ['operation', 'OPERATION', 56, 'left'],
    ['status', 'STATUS', 46, 'left'],
    ['original', 'PURCHASE', 79, 'right'],
    ['dollars', 'USD', 60, 'right'],
    ...(hasBalance ? [['balance', 'BALANCE', 64, 'right'] as const] : []),
  ]
  let x: number = PAGE.left
  return widths.map(([field, title, width, align]) => {
    const column = { field, title, align, x: x + PADDING, width: width - 2 * PADDING }
    x += width
    return column
  })
}

const COLUMNS = { withBalance: columnsOf(true), without: columnsOf(false) }

/** @returns where the first line stands */
export function drawTableHead(sheet: Sheet, y: number, hasBalance: boolean): number {
  for (const column of hasBalance ? COLUMNS.withBalance : COLUMNS.without)
    sheet.write(column.title, y + 5, column, HEAD)
  sheet.rule(y + TABLE_HEAD_HEIGHT - 1, COLOR.accent, 0.8)
  return y + TABLE_HEAD_HEIGHT
}

export function drawLine(
  sheet: Sheet,
  y: number,
  cells: Cells,
  hasBalance: boolean,
  isShaded: boolean,
): void {
  if (isShaded) sheet.panel(PAGE.left, y, PAGE.right - PAGE.left, LINE_HEIGHT, COLOR.panel)
  for (const column of hasBalance ? COLUMNS.withBalance : COLUMNS.without)
    sheet.write(cells[column.field], y + 4.5, column, lookOf(column.field, cells.tone))
}

function lookOf(field: Column['field'], tone: Tone): Look {
  if (tone === 'faint') return { size: SIZE, color: COLOR.faint }
  if (field === 'dollars')
    return { size: SIZE, color: tone === 'credit' ? COLOR.credit : COLOR.ink, bold: true }
  return { size: SIZE, color: field === 'merchant' || field === 'balance' ? COLOR.ink : COLOR.muted }
}

export function totalsHeight(totals: readonly StatementTotal[]): number {
  return totals.length === 0 ? 0 : 38 + totals.length * LINE_HEIGHT + EXPLANATION_HEIGHT
}

const EXPLANATION =
  'An approved purchase is held at once. What settles is taken from its hold; what the merchant does not take is released.'
const EXPLANATION_HEIGHT = 30

const TOTAL_COLUMNS = {
  operation: { x: PAGE.left + PADDING, width: 110 },
  status: { x: PAGE.left + 120, width: 80 },
  count: { x: PAGE.left + 200, width: 60, align: 'right' },
  amount: { x: PAGE.left + 270, width: 90, align: 'right' },
} as const

/** One line per kind of movement, of the whole period. */
export function drawTotals(sheet: Sheet, top: number, totals: readonly StatementTotal[]): void {
  const { operation, status, count, amount } = TOTAL_COLUMNS
  sheet.write('Totals', top, { x: PAGE.left, width: 200 }, { size: 12, color: COLOR.ink, bold: true })
  const head = top + 24
  for (const [title, cell] of [
    ['OPERATION', operation],
    ['STATUS', status],
    ['MOVEMENTS', count],
    ['USD', amount],
  ] as const)
    sheet.write(title, head, cell, HEAD)
  for (const [index, total] of totals.entries()) {
    const y = top + 38 + index * LINE_HEIGHT
    const isFirst = index === 0
    sheet.rule(y - 1, isFirst ? COLOR.accent : COLOR.rule, isFirst ? 0.8 : 0.5)
    const muted = { size: SIZE, color: COLOR.muted }
    sheet.write(operationLabel(total.operation), y + 4, operation, { size: SIZE, color: COLOR.ink })
    sheet.write(statusLabel(total.status), y + 4, status, muted)
    sheet.write(total.count.toLocaleString('en'), y + 4, count, muted)
    sheet.write(dollarText(total.amount), y + 4, amount, { size: SIZE, color: COLOR.ink, bold: true })
  }
  const whole = { x: PAGE.left, width: PAGE.right - PAGE.left }
  sheet.write(EXPLANATION, top + 52 + totals.length * LINE_HEIGHT, whole, NOTE)
}
