import PDFDocument from 'pdfkit'
import { latinText } from './latin-text.ts'

/** A4 in points. */
export const PAGE = { width: 595.28, height: 841.89, left: 44, right: 551.28, top: 44, bottom: 782 } as const

export const COLOR = {
  ink: '#1b2430',
  faint: '#8a93a0',
  muted: '#5b6675',
  accent: '#173f5f',
  credit: '#1b7a43',
  rule: '#dfe3e8',
  panel: '#f4f6f8',
} as const

const CHARACTERS_MAX = 200
const ELLIPSIS = '…'

export interface Cell {
  readonly x: number
  readonly width: number
  readonly align?: 'left' | 'right'
}

export interface Look {
  readonly size: number
  readonly color: string
  readonly bold?: boolean
}

/** A document that is drawn from the top of its first page to the end of its last, each page leaving the memory when the next begins. */
export class Sheet {
  readonly #document: PDFKit.PDFDocument
  readonly #bytes: Promise<Buffer>

  constructor(info: { readonly title: string; readonly author: string; readonly at: Date }) {
    const title = latinText(info.title, CHARACTERS_MAX)
    const author = latinText(info.author, CHARACTERS_MAX)
    this.#document = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      lang: 'en',
      displayTitle: true,
      info: { Title: title, Author: author, CreationDate: info.at, ModDate: info.at },
    })
    const chunks: Buffer[] = []
    this.#bytes = new Promise((resolve, reject) => {
      this.#document.on('data', (chunk: Buffer) => chunks.push(chunk))
      this.#document.on('end', () => resolve(Buffer.concat(chunks)))
      this.#document.on('error', reject)
    })
  }

  addPage(): void {
    this.#document.addPage()
  }

  /** One line; what is too wide ends in an ellipsis. */
  write(text: string, y: number, { x, width, align = 'left' }: Cell, look: Look): void {
    const document = this.#document
    document.font(look.bold === true ? 'Helvetica-Bold' : 'Helvetica').fontSize(look.size)
    const line = this.#fit(latinText(text, CHARACTERS_MAX), width)
    const left = align === 'left' ? x : x + width - line.width
    document.fillColor(look.color).text(line.text, left, y, { lineBreak: false })
  }

  rule(y: number, color: string = COLOR.rule, thickness = 0.5): void {
    const document = this.#document
    document.moveTo(PAGE.left, y).lineTo(PAGE.right, y).lineWidth(thickness).strokeColor(color).stroke()
  }

  panel(x: number, y: number, width: number, height: number, color: string): void {
    this.#document.roundedRect(x, y, width, height, 3).fillColor(color).fill()
  }

  end(): Promise<Buffer> {
    this.#document.end()
    return this.#bytes
  }

  /** Measuring is what costs most here: the place to cut is searched by halves. */
  #fit(text: string, width: number): { readonly text: string; readonly width: number } {
    const whole = this.#document.widthOfString(text)
    if (whole <= width) return { text, width: whole }
    let [fits, over] = [0, text.length]
    while (over - fits > 1) {
      const middle = Math.floor((fits + over) / 2)
      if (this.#document.widthOfString(text.slice(0, middle) + ELLIPSIS) <= width) fits = middle
      else over = middle
    }
    const cut = text.slice(0, fits).trimEnd() + ELLIPSIS
    return { text: cut, width: this.#document.widthOfString(cut) }
  }
}
