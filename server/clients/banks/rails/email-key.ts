/** At a domain of the public internet, which has a dot. */
const EMAIL = /^[^\s@<>"]+@[^\s@<>".]+(?:\.[^\s@<>".]+)+$/

/** An e-mail that is a key to an account: in lower case, as the directories of such keys have it; null when it is none. */
export function readEmailKey(text: string, lengthMax: number): string | null {
  return text.length <= lengthMax && EMAIL.test(text) ? text.toLowerCase() : null
}
