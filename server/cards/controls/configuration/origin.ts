import type { Profile } from '../../../kernel/config.ts'

/**
 * Scheme, host and port of a page that may embed ours, as a Content-Security-Policy takes it; null for anything else. Only
 * https, so that nobody on the way can put himself around a card number; the sandbox also knows this machine.
 */
export function readOrigin(text: string, profile: Profile): string | null {
  if (!URL.canParse(text.trim())) return null
  const url = new URL(text.trim())
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  // A wildcard is a host to URL, and would let in every page below it.
  if (!isBare || !/^[a-z0-9.-]+$/.test(url.hostname)) return null
  const isHere = profile === 'sandbox' && url.protocol === 'http:' && url.hostname === 'localhost'
  return url.protocol === 'https:' || isHere ? url.origin : null
}
