import type { Gateway } from './http/hand-over.ts'
import { Secret } from './secret.ts'
import type { SettingsReader } from './settings.ts'

export interface PeopleConfig {
  /** Whoever was invited may approve only so long after the invitation was taken: nobody invites his own approver. */
  readonly approverDelayHours: number
  /** A session ends when it was not used for so long, … */
  readonly sessionIdleMinutes: number
  /** … and after so long at the latest. */
  readonly sessionHoursMax: number
  readonly invitationHours: number
  /** Calls without a session, of one IP address on one node. */
  readonly signInsPerSecond: number
  /** Where e-mails are handed over; null: nowhere. */
  readonly mail: Gateway | null
}

/** In the sandbox one person plays all parts on one day. */
export function readPeople(read: SettingsReader, profile: 'production' | 'sandbox'): PeopleConfig {
  return {
    approverDelayHours: read.integer(
      'HOLDFAST_APPROVER_DELAY_HOURS',
      profile === 'sandbox' ? 0 : 24,
      [0, 8760],
      'Hours after which a new user may approve; 0 by default in the sandbox',
    ),
    sessionIdleMinutes: read.integer(
      'HOLDFAST_SESSION_IDLE_MINUTES',
      30,
      [1, 1440],
      'Minutes without a call after which a session ends',
    ),
    sessionHoursMax: read.integer(
      'HOLDFAST_SESSION_HOURS',
      12,
      [1, 168],
      'Hours after which a session ends in any case',
    ),
    invitationHours: read.integer(
      'HOLDFAST_INVITATION_HOURS',
      72,
      [1, 720],
      'Hours in which an invitation must be taken',
    ),
    signInsPerSecond: read.integer(
      'HOLDFAST_SIGN_INS_PER_SECOND',
      5,
      [1, 1000],
      'Sign-ins and invitations a second of one IP address, on this node; a breach blocks as with requests',
    ),
    mail: readMail(read),
  }
}

function readMail(read: SettingsReader): Gateway | null {
  const name = 'HOLDFAST_MAIL_URL'
  const url = read.optional(
    name,
    'URL to which e-mails are posted as JSON {"to","subject","text"}; without it no e-mail is sent',
  )
  const token = read.optional('HOLDFAST_MAIL_TOKEN', 'Sent with them as Authorization: Bearer')
  if (url === '') return null
  if (!/^https?:\/\/./.test(url)) read.problems.push(`${name} must be an http or https URL`)
  return { url, token: new Secret(token) }
}
