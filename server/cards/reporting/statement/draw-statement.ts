import { setImmediate } from 'node:timers/promises'
import { COLOR, PAGE, Sheet } from '../../../kernel/pdf/sheet.ts'
import { drawFooter, drawHead, drawRunningHead, drawSummary } from './draw-head.ts'
import {
  drawLine,
  drawTableHead,
  drawTotals,
  LINE_HEIGHT,
  TABLE_HEAD_HEIGHT,
  totalsHeight,
} from './draw-table.ts'
import { periodText } from './format.ts'
import { cellsOf } from './lines.ts'
import { LINES_MAX, type StatementFacts } from './read-statement.ts'
import type { Statement } from './statement.ts'

const FIRST_TABLE_TOP = 246
const NEXT_TABLE_TOP = 84
/** Some 2 ms of drawing. */
const LINES_AT_ONCE = 8
const NOTE = { size: 8.5, color: COLOR.muted }

/** The statement as PDF. After a few lines other work of the process goes on: a long statement must not make purchases wait. */
export async function drawStatement(statement: Statement): Promise<Buffer> {
  const { company, last4, period, issuedAt, hasBalance, facts } = statement
  const title = `Card statement ${last4}, ${periodText(period)}`
  const sheet = new Sheet({ title, author: company, at: issuedAt })
  const pages = cutPages(facts)
  let balance = facts.opening
  for (const [index, page] of pages.entries()) {
    sheet.addPage()
    let y = drawTop(sheet, statement, index === 0)
    if (page.lines.length > 0) y = drawTableHead(sheet, y, hasBalance)
    for (const [row, line] of page.lines.entries()) {
      balance += (line.new_balance ?? 0n) - (line.original_balance ?? 0n)
      drawLine(sheet, y, cellsOf(line, hasBalance ? balance : null), hasBalance, row % 2 === 1)
      y += LINE_HEIGHT
      if (row % LINES_AT_ONCE === LINES_AT_ONCE - 1) await setImmediate()
    }
    if (page.hasTotals) drawEnd(sheet, y, facts)
    drawFooter(sheet, index + 1, pages.length, company)
  }
  return sheet.end()
}

function drawTop(sheet: Sheet, statement: Statement, isFirst: boolean): number {
  if (!isFirst) {
    drawRunningHead(sheet, statement)
    return NEXT_TABLE_TOP
  }
  drawHead(sheet, statement)
  drawSummary(sheet, statement)
  return FIRST_TABLE_TOP
}

function drawEnd(sheet: Sheet, top: number, facts: StatementFacts): void {
  const whole = { x: PAGE.left, width: PAGE.right - PAGE.left }
  const count = facts.totals.reduce((sum, total) => sum + total.count, 0n)
  if (count === 0n) {
    sheet.write('No movements in this period.', top + 6, whole, NOTE)
    return
  }
  if (count > BigInt(facts.lines.length)) {
    const listed = facts.lines.length.toLocaleString('en')
    const note = `The period has ${count.toLocaleString('en')} movements; the first ${listed} are listed. Ask for a shorter period to see the rest. Totals are of all.`
    sheet.write(note, top + 8, whole, { ...NOTE, bold: true })
  }
  drawTotals(sheet, top + NOTE_HEIGHT, facts.totals)
}

const NOTE_HEIGHT = 34

interface PageOfLines {
  readonly lines: StatementFacts['lines']
  readonly hasTotals: boolean
}

/** Every line has the same height, so that the number of pages is known before the first is drawn. */
function cutPages({ lines, totals }: StatementFacts): PageOfLines[] {
  const pages: PageOfLines[] = []
  let start = 0
  for (;;) {
    const top = (pages.length === 0 ? FIRST_TABLE_TOP : NEXT_TABLE_TOP) + TABLE_HEAD_HEIGHT
    const room = PAGE.bottom - top
    const shown = lines.slice(start, Math.min(start + Math.floor(room / LINE_HEIGHT), LINES_MAX))
    start += shown.length
    const left = room - shown.length * LINE_HEIGHT - NOTE_HEIGHT
    const hasTotals = start >= lines.length && left >= totalsHeight(totals)
    pages.push({ lines: shown, hasTotals })
    if (hasTotals) return pages
  }
}
