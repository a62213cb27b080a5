/** Characters of the standard fonts' encoding (WinAnsi) beyond Latin-1. */
const EXTRA = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/** Letters that have no decomposition and a usual spelling in the letters that there are. */
const SPELLED: ReadonlyMap<string, string> = new Map([
  ['Ł', 'L'],
  ['ł', 'l'],
  ['Đ', 'D'],
  ['đ', 'd'],
  ['Ħ', 'H'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ĸ', 'k'],
  ['Ŋ', 'N'],
  ['ŋ', 'n'],
  ['Ŧ', 'T'],
  ['ŧ', 't'],
  ['ẞ', 'SS'],
  ['−', '-'],
])

/**
 * A text in the characters that the standard fonts of PDF can show: an accent that they lack is left out (Ś is S), another
 * character is a question mark, and what controls is a blank. Cut to `max` characters.
 */
export function latinText(text: string, max: number): string {
  const shown = [...text.normalize('NFC')].slice(0, max).map(shownAs).join('')
  return shown.replaceAll(/\s+/g, ' ').trim()
}

function shownAs(character: string): string {
  if (isShown(character)) return character
  if (/[\s\p{C}]/u.test(character)) return ' '
  const spelled = SPELLED.get(character) ?? character.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return spelled !== '' && [...spelled].every(isShown) ? spelled : '?'
}

function isShown(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return (
    (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code <= 0xff && code !== 0xad) || EXTRA.has(character)
  )
}
