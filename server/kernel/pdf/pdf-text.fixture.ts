import { inflateSync } from 'node:zlib'

/** The texts that a PDF of ours shows, in the order in which they were written. */
export function pdfTexts(pdf: Buffer): string[] {
  const source = pdf.toString('latin1')
  return [...source.matchAll(/stream\n([\s\S]*?)\nendstream/g)].flatMap(([, stream = '']) => {
    const content = inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    return [...content.matchAll(/\[(.*?)\] TJ/g)].map(([, pieces = '']) =>
      [...pieces.matchAll(/<([0-9a-f]*)>/g)]
        .map(([, hex = '']) => new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex')))
        .join(''),
    )
  })
}
