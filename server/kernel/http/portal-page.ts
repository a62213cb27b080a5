import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Audience } from './answer.ts'

/**
 * The portal's own pages send it with every call. A page of another site cannot: the browser would ask us first (CORS), and that
 * question is never answered with yes.
 */
const HEADER = 'x-holdfast-portal'
const SESSION = /^hfs_[\w-]+$/

/** A call of the portal's own page: the one place where a cookie is read, and set. */
export interface PortalPage {
  /** The text of the session in the cookie. */
  readonly session: string | undefined
  /** The page has asked by itself: it does not keep the session of somebody alive who has gone away. */
  readonly isBackground: boolean
  /** Values of Set-Cookie: for a session just opened, and for one that has ended. */
  keep(session: string, seconds: number): string
  forget(): string
}

type Settings = Pick<Config, 'profile' | 'publicUrl'>

/**
 * Null for every other caller: their cookies are ignored. A call that brings a key or a session of its own is such a one. A
 * Refusal when the browser says that a page of another origin has made it.
 */
export function readPortalPage(request: FastifyRequest, config: Settings): PortalPage | Refusal | null {
  const { headers } = request
  if (audienceOf(headers) === 'programs') return null
  if (!isOurs(request, config)) return refuse('PORTAL_ORIGIN')
  const isSecure = isOverHttps(request, config)
  const name = isSecure ? '__Host-holdfast' : 'holdfast'
  const cookie = (value: string, seconds: number) =>
    `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
  return {
    session: readCookie(headers.cookie ?? '', name),
    isBackground: headers[HEADER] === 'background',
    keep: cookie,
    forget: () => cookie('', 0),
  }
}

/** People read what is answered to a page of the portal. Nothing else is believed of it before it was checked. */
export function audienceOf(headers: IncomingHttpHeaders): Audience {
  const kind = headers[HEADER]
  const isPage = (kind === '1' || kind === 'background') && !headers['x-api-key'] && !headers.authorization
  return isPage ? 'people' : 'programs'
}

/** What the browser says of the page that calls, as far as it says something. */
function isOurs(request: FastifyRequest, { publicUrl }: Settings): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin === undefined || origin === publicUrl) return true
  return URL.canParse(origin) && new URL(origin).host === request.host
}

/** In production always: a browser keeps no `__Host-` cookie that came without https, so none is ever sent in clear. */
function isOverHttps(request: FastifyRequest, { profile, publicUrl }: Settings): boolean {
  if (profile === 'production') return true
  return publicUrl === null ? request.protocol === 'https' : publicUrl.startsWith('https:')
}

/** Undefined also when there are two of that name: one of them is not ours. */
function readCookie(header: string, name: string): string | undefined {
  const values = header.split(';').flatMap((pair) => {
    const [key = '', ...value] = pair.split('=')
    return key.trim() === name ? [value.join('=').trim()] : []
  })
  const [value, ...others] = values
  return value !== undefined && others.length === 0 && SESSION.test(value) ? value : undefined
}
