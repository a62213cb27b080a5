/** Check digits of bank accounts, by the rules that each system has published. */

/** ABA routing number: nine digits, weighted 3, 7, 1. */
export function isRoutingNumber(text: string): boolean {
  return /^\d{9}$/.test(text) && weightedSum(text, [3, 7, 1]) % 10 === 0
}

/** CLABE: eighteen digits, each of the first seventeen weighted 3, 7, 1 and cut to its last digit. */
export function isClabe(text: string): boolean {
  return /^\d{18}$/.test(text) && text.endsWith(clabeCheckDigit(text.slice(0, 17)))
}

export function clabeCheckDigit(first17: string): string {
  const sum = [...first17].reduce((total, digit, index) => total + ((Number(digit) * weight(index)) % 10), 0)
  return String((10 - (sum % 10)) % 10)
}

/** ISO 13616: the country and the check digits moved to the end, letters as two digits, 1 modulo 97. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text) && ibanRest(text) === 1n
}

export function ibanOf(country: string, account: string): string {
  const check = 98n - ibanRest(`${country}00${account}`)
  return `${country}${check.toString().padStart(2, '0')}${account}`
}

export function routingNumberOf(first8: string): string {
  return first8 + String((10 - (weightedSum(first8, [3, 7, 1]) % 10)) % 10)
}

/** CPF: eleven digits, the last two check the others. */
export function isCpf(text: string): boolean {
  return /^\d{11}$/.test(text) && !isOneDigit(text) && hasMod11(text, 9, [10, 9, 8, 7, 6, 5, 4, 3, 2])
}

/** CNPJ: fourteen digits, the last two check the others. */
export function isCnpj(text: string): boolean {
  return (
    /^\d{14}$/.test(text) && !isOneDigit(text) && hasMod11(text, 12, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
  )
}

function hasMod11(text: string, length: number, weights: readonly number[]): boolean {
  const first = mod11(text.slice(0, length), weights)
  const second = mod11(text.slice(0, length) + first, [(weights[0] ?? 0) + 1, ...weights])
  return text.endsWith(first + second)
}

function mod11(digits: string, weights: readonly number[]): string {
  const rest = weightedSum(digits, weights) % 11
  return rest < 2 ? '0' : String(11 - rest)
}

function isOneDigit(text: string): boolean {
  return new Set(text).size === 1
}

function weightedSum(digits: string, weights: readonly number[]): number {
  return [...digits].reduce(
    (sum, digit, index) => sum + Number(digit) * (weights[index % weights.length] ?? 0),
    0,
  )
}

function weight(index: number): number {
  return [3, 7, 1][index % 3] ?? 0
}

function ibanRest(iban: string): bigint {
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  )
  return BigInt(digits) % 97n
}
