import { COLOR, PAGE, type Sheet } from '../../../kernel/pdf/sheet.ts'
import { dayText } from '../../../kernel/pdf/text.ts'
import { dollarText, periodText } from './format.ts'
import type { Statement } from './statement.ts'

const WIDTH = PAGE.right - PAGE.left
const LABEL = { size: 7.5, color: COLOR.muted }
const VALUE = { size: 10, color: COLOR.ink }

/** Company, title, and whose card it is: the top of the first page. */
export function drawHead(sheet: Sheet, { company, holder, last4, period, issuedAt }: Statement): void {
  sheet.panel(PAGE.left, 40, 3, 30, COLOR.accent)
  sheet.write(company, 42, { x: PAGE.left + 12, width: 300 }, { size: 17, color: COLOR.accent, bold: true })
  sheet.write('Prepaid Visa cards', 61, { x: PAGE.left + 12, width: 300 }, { size: 8.5, color: COLOR.muted })
  const right = { x: PAGE.left + 300, width: WIDTH - 300, align: 'right' } as const
  sheet.write('Card statement', 42, right, { size: 17, color: COLOR.ink })
  sheet.write(periodText(period), 61, right, { size: 8.5, color: COLOR.muted })
  sheet.rule(92)
  const facts: readonly [string, string, number, number][] = [
    ['CARDHOLDER', holder, 0, 170],
    ['CARD', `•••• ${last4}`, 182, 80],
    ['PERIOD (UTC)', periodText(period), 274, 142],
    ['ISSUED', dayText(issuedAt), 428, 80],
  ]
  for (const [label, value, offset, width] of facts) {
    sheet.write(label, 106, { x: PAGE.left + offset, width }, LABEL)
    sheet.write(value, 118, { x: PAGE.left + offset, width }, VALUE)
  }
}

/** The balances of a card that has one; else what was spent. */
export function drawSummary(sheet: Sheet, statement: Statement): void {
  const boxes = statement.hasBalance ? balanceBoxes(statement) : spendingBoxes(statement)
  const gap = 10
  const width = (WIDTH - gap * (boxes.length - 1)) / boxes.length
  for (const [index, [label, value]] of boxes.entries()) {
    const x = PAGE.left + index * (width + gap)
    const isLast = index === boxes.length - 1
    sheet.panel(x, 150, width, 54, isLast ? COLOR.accent : COLOR.panel)
    const inner = { x: x + 10, width: width - 20 }
    sheet.write(label, 161, inner, { size: 7.5, color: isLast ? '#c9d6e2' : COLOR.muted })
    sheet.write(value, 176, inner, { size: 14, color: isLast ? '#ffffff' : COLOR.ink, bold: true })
  }
  sheet.write('Movements', 226, { x: PAGE.left, width: 200 }, { size: 12, color: COLOR.ink, bold: true })
  const note = 'Amounts in USD, fees included. Times are UTC.'
  const right = { x: PAGE.left + 200, width: WIDTH - 200, align: 'right' } as const
  sheet.write(note, 229, right, { size: 8, color: COLOR.muted })
}

/** The top of every other page. */
export function drawRunningHead(sheet: Sheet, { company, holder, last4, period }: Statement): void {
  const left = { x: PAGE.left, width: WIDTH / 2 - 10 }
  const right = { x: PAGE.left + WIDTH / 2 + 10, width: WIDTH / 2 - 10, align: 'right' } as const
  sheet.write(company, 44, left, { size: 10, color: COLOR.accent, bold: true })
  sheet.write(`${holder}  •••• ${last4}`, 44, right, { size: 9, color: COLOR.ink })
  sheet.write(periodText(period), 57, right, { size: 8, color: COLOR.muted })
  sheet.write('Card statement', 57, left, { size: 8, color: COLOR.muted })
}

export function drawFooter(sheet: Sheet, page: number, pages: number, company: string): void {
  sheet.rule(800)
  const look = { size: 7.5, color: COLOR.muted }
  sheet.write(company, 808, { x: PAGE.left, width: WIDTH - 100 }, look)
  sheet.write(`Page ${page} of ${pages}`, 808, { x: PAGE.right - 90, width: 90, align: 'right' }, look)
}

function balanceBoxes({ facts: { opening, moneyIn, moneyOut, closing } }: Statement): [string, string][] {
  return [
    ['OPENING BALANCE', dollarText(opening)],
    ['MONEY IN', dollarText(moneyIn)],
    ['MONEY OUT', dollarText(moneyOut)],
    ['CLOSING BALANCE, USD', dollarText(closing)],
  ]
}

function spendingBoxes({ facts: { totals } }: Statement): [string, string][] {
  const sum = (operation: string) =>
    totals.filter((total) => total.operation === operation).reduce((all, total) => all + total.amount, 0n)
  return [
    ['APPROVED', dollarText(sum('TRANSACTION_APPROVED'))],
    ['RELEASED', dollarText(sum('TRANSACTION_REVERSED'))],
    ['REFUNDED', dollarText(sum('TRANSACTION_REFUND'))],
    ['SETTLED, USD', dollarText(sum('TRANSACTION_CLEARED'))],
  ]
}
