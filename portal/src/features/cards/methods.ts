/** Who has the last word on a purchase. */
export const METHODS = [
  { value: 'TOP_UP', label: 'Its own balance', hint: 'The card has a balance and a deposit address.' },
  { value: 'WEBHOOK', label: 'Your system', hint: 'Your webhook is asked and answers within 1.2 seconds.' },
  { value: 'NONE', label: 'Limits alone', hint: 'Approved while your holding wallet covers it.' },
] as const

export function describeMethod(method: string): string {
  return METHODS.find(({ value }) => value === method)?.label ?? method
}
