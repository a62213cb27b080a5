/** For everything below /portal. */
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  // Not no-referrer: with it some requests to ourselves name no origin.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** A page runs the scripts and styles of this build and those that carry its nonce, talks to this server alone, and stands in no frame. */
export function pageHeaders(nonce: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    ...ALWAYS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'cache-control': 'no-store',
  }
}

/** An image that is opened by itself runs nothing either. */
export function fileHeaders(type: string, etag: string, isHashed: boolean): Record<string, string> {
  return {
    ...ALWAYS,
    'content-type': type,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
  }
}
