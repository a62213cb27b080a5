import type { Config } from '../config.ts'

/** A year. Subdomains are not ours to decide. */
const TRANSPORT_SECURITY = 'max-age=31536000'

/** Of every answer, whatever it is: nothing in it is run, framed or taken for another type. Pages name what they need instead. */
export function answerHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(publicUrl?.startsWith('https:') === true && { 'strict-transport-security': TRANSPORT_SECURITY }),
  }
}
