/** A chain's name in one spelling, as callers write it: in any case, and BNB for BSC. */
export function spellChain(text: string): string {
  const name = text.trim().toUpperCase()
  return name === 'BNB' ? 'BSC' : name
}
