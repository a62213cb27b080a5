import { COLOR, PAGE, Sheet } from '../kernel/pdf/sheet.ts'
import { grouped, timeText } from '../kernel/pdf/text.ts'
import { FIAT_DECIMALS } from './quote.ts'
import type { Ramp } from './ramp.ts'
import type { sidesOf } from './show-ramp.ts'

export interface Receipt {
  readonly company: string
  readonly ramp: Ramp
  readonly sides: ReturnType<typeof sidesOf>
  readonly walletAddress: string
  readonly bank: {
    readonly bank_name: string | null
    readonly bank_holder_name: string
    readonly last4: string
  } | null
  readonly hash: string | null
  readonly issuedAt: Date
}

const WIDTH = PAGE.right - PAGE.left
const LABEL = { size: 8, color: COLOR.muted }
const VALUE = { size: 9.5, color: COLOR.ink }
const LINE_HEIGHT = 24
const LABEL_WIDTH = 150

/** One page: what went in, what came out, from whom and to whom. */
export function drawReceipt(receipt: Receipt): Promise<Buffer> {
  const { company, ramp, issuedAt } = receipt
  const isIn = ramp.type === 'RAMP_ON'
  const sheet = new Sheet({ title: `Receipt ${ramp.id}`, author: company, at: issuedAt })
  sheet.addPage()
  sheet.panel(PAGE.left, 40, 3, 30, COLOR.accent)
  const head = { x: PAGE.left + 12, width: 300 }
  sheet.write(company, 42, head, { size: 17, color: COLOR.accent, bold: true })
  sheet.write('Transfer receipt', 61, head, { size: 8.5, color: COLOR.muted })
  const right = { x: PAGE.left + 300, width: WIDTH - 300, align: 'right' } as const
  sheet.write(isIn ? 'On-ramp' : 'Off-ramp', 42, right, { size: 17, color: COLOR.ink })
  sheet.write(`${timeText(ramp.updated_at)} UTC`, 61, right, { size: 8.5, color: COLOR.muted })
  drawAmounts(sheet, receipt)
  let y = 190
  for (const [label, value] of linesOf(receipt)) {
    sheet.write(label, y, { x: PAGE.left, width: LABEL_WIDTH }, LABEL)
    sheet.write(value, y - 1, { x: PAGE.left + LABEL_WIDTH, width: WIDTH - LABEL_WIDTH }, VALUE)
    sheet.rule(y + LINE_HEIGHT - 8)
    y += LINE_HEIGHT
  }
  sheet.rule(800)
  sheet.write(
    `Issued ${timeText(issuedAt)} UTC`,
    808,
    { x: PAGE.left, width: WIDTH },
    { size: 7.5, color: COLOR.muted },
  )
  return sheet.end()
}

function drawAmounts(sheet: Sheet, { ramp, sides }: Receipt): void {
  const boxes = [
    ['SENT', amountText(ramp.origin_amount, sides.origin)],
    ['SERVICE FEE', amountText(ramp.service_fee, { currency: ramp.currency, decimals: FIAT_DECIMALS })],
    ['RECEIVED', amountText(ramp.final_amount, sides.final)],
  ] as const
  const gap = 10
  const width = (WIDTH - gap * (boxes.length - 1)) / boxes.length
  for (const [index, [label, value]] of boxes.entries()) {
    const x = PAGE.left + index * (width + gap)
    const isLast = index === boxes.length - 1
    sheet.panel(x, 100, width, 54, isLast ? COLOR.accent : COLOR.panel)
    const inner = { x: x + 10, width: width - 20 }
    sheet.write(label, 111, inner, { size: 7.5, color: isLast ? '#c9d6e2' : COLOR.muted })
    sheet.write(value, 126, inner, { size: 13, color: isLast ? '#ffffff' : COLOR.ink, bold: true })
  }
}

function linesOf({ ramp, sides, walletAddress, bank, hash }: Receipt): (readonly [string, string])[] {
  const isIn = ramp.type === 'RAMP_ON'
  const rate = ramp.exchange_rate
  const lines: (readonly [string, string | null])[] = [
    ['TRANSFER', ramp.id],
    ['STATUS', 'Completed'],
    ['STARTED', `${timeText(ramp.created_at)} UTC`],
    [isIn ? 'PAYER' : 'CLIENT', ramp.payer ?? ramp.client_name],
    ['RAIL', ramp.rail],
    ['EXCHANGE RATE', rate === null ? null : `1 ${sides.origin.currency} = ${rate} ${sides.final.currency}`],
    ['BANK', bank?.bank_name ?? null],
    ['ACCOUNT HOLDER', bank?.bank_holder_name ?? null],
    ['ACCOUNT', bank === null ? null : `•••• ${bank.last4}`],
    ['REFERENCE', ramp.reference],
    ['BLOCKCHAIN', ramp.chain],
    ['WALLET', walletAddress],
    ['TRANSACTION', hash],
  ]
  return lines.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as const]))
}

function amountText(
  units: bigint | null,
  { currency, decimals }: { readonly currency: string; readonly decimals: number },
): string {
  if (units === null) return `– ${currency}`
  const text = grouped(units, decimals)
  // Of a token the cents always, and more when there is more.
  return `${decimals > FIAT_DECIMALS ? text.replace(/(\.\d\d\d*?)0+$/, '$1') : text} ${currency}`
}
