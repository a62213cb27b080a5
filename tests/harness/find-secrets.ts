/**
 * Texts of at least so many characters are looked for wherever they stand; shorter ones as a value of their own only: six digits stand
 * in many a hash and microsecond.
 */
const LONG = 7

/**
 * Where one of the secrets stands in clear: as it is, with blanks or hyphens between its digits, as hex or base64 of a text that
 * has it. A short one (a CVV) would be found in every timestamp: it counts as a whole value that a field or word holds.
 * @returns `{name}: {line}` of each find.
 */
export function findSecrets(
  lines: readonly string[],
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  return lines.flatMap((line) => {
    const texts = [line, ...decoded(line)]
    return Object.entries(secrets)
      .filter(([, secret]) => texts.some((text) => holds(text, secret)))
      .map(([name]) => `${name}: ${line}`)
  })
}

function holds(text: string, secret: string): boolean {
  if (secret.length >= LONG) {
    const spaced = /^\d+$/.test(secret) ? new RegExp([...secret].join('[ -]?')) : null
    return text.includes(secret) || spaced?.test(text) === true
  }
  return new RegExp(`(?:cvv|cvc)\\w*\\W{1,5}${secret}(?!\\d)|"\\\\*${secret}\\\\*"`, 'i').test(text)
}

/** What stands in the line as hex or base64 of readable text. */
function decoded(line: string): string[] {
  const hex = [...line.matchAll(/\b(?:\\*x)?((?:[0-9a-f]{2}){8,})/gi)].map(([, run = '']) =>
    Buffer.from(run, 'hex'),
  )
  const base64 = [...line.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([run]) => Buffer.from(run, 'base64'))
  return [...hex, ...base64].map((bytes) => bytes.toString('latin1'))
}
