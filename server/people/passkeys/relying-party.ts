import ipaddr from 'ipaddr.js'
import { type Refusal, refuse } from '../../kernel/refusal.ts'

/** Whose a passkey is: a name, under which alone the browser shows and uses it, and the page that may ask. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/** @param reached where the call has reached us, which counts where HOLDFAST_PUBLIC_URL is not set. */
export function relyingParty(publicUrl: string | null, reached: string): RelyingParty | Refusal {
  const { hostname, origin } = new URL(publicUrl ?? reached)
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''))
    ? refuse('PASSKEY_NEEDS_NAME', { host: hostname })
    : { id: hostname, origin }
}
