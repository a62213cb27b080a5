import { sql } from 'kysely'
import type { SessionDirectory } from '../kernel/http/authenticate.ts'
import { handOverDue, type Outbox } from '../kernel/http/hand-over-due.ts'
import { createRateLimiter } from '../kernel/http/rate-limit.ts'
import type { Route } from '../kernel/http/route.ts'
import { type Loop, startLoop } from '../kernel/loop.ts'
import { acceptInvitationRoute } from './accept-invitation.ts'
import { changePasswordRoute } from './change-password.ts'
import { changeUserRoute } from './change-user.ts'
import { confirmInvitationRoute } from './confirm-invitation.ts'
import type { PeopleDeps, PeopleTools } from './deps.ts'
import { endSessionRoute } from './end-session.ts'
import { forgetOldFailures } from './failed-attempts.ts'
import { inviteUserRoute } from './invite-user.ts'
import { listSessionsRoute } from './list-sessions.ts'
import { listUsersRoute } from './list-users.ts'
import { addPasskeyRoute } from './passkeys/add-passkey.ts'
import { listPasskeysRoute } from './passkeys/list-passkeys.ts'
import { offerPasskeyRoute } from './passkeys/offer-passkey.ts'
import { removePasskeyRoute } from './passkeys/remove-passkey.ts'
import { askForPasskeyRoute, signInWithPasskeyRoute } from './passkeys/sign-in-with-passkey.ts'
import { createPasswords } from './password.ts'
import { openEmail } from './queue-email.ts'
import { removeUserRoute } from './remove-user.ts'
import { createSessionDirectory } from './session-directory.ts'
import { showSessionRoute } from './show-session.ts'
import { signInRoute } from './sign-in.ts'
import { signOutRoute } from './sign-out.ts'
import { signOutEverywhereRoute } from './sign-out-everywhere.ts'

export interface People {
  readonly routes: readonly Route[]
  readonly sessions: SessionDirectory
  start(): Loop[]
}

const SEND_EVERY_MS = 1_000
const EMAIL_WAIT_SECONDS_MAX = 300
const FORGET_EVERY_MS = 3_600_000

/** People of companies: invited, signed in with a second factor, and what each role opens. */
export function createPeople(deps: PeopleDeps): People {
  const { rateLimit, people } = deps.config
  const tools: PeopleTools = {
    ...deps,
    passwords: createPasswords(deps.sealer, deps.passwordCost),
    attempts: rateLimit.enabled
      ? createRateLimiter({ ...rateLimit, requestsPerSecond: people.signInsPerSecond })
      : null,
  }
  return {
    routes: [
      listUsersRoute,
      inviteUserRoute(tools),
      changeUserRoute(tools),
      removeUserRoute(tools),
      acceptInvitationRoute(tools),
      confirmInvitationRoute(tools),
      signInRoute(tools),
      signOutRoute,
      signOutEverywhereRoute,
      changePasswordRoute(tools),
      showSessionRoute,
      askForPasskeyRoute(tools),
      signInWithPasskeyRoute(tools),
      offerPasskeyRoute(tools),
      addPasskeyRoute(tools),
      listPasskeysRoute,
      removePasskeyRoute,
      listSessionsRoute(deps),
      endSessionRoute,
    ],
    sessions: createSessionDirectory(deps),
    start: () => [
      startLoop({
        name: 'send-emails',
        everyMs: SEND_EVERY_MS,
        run: () => handOverDue(deps, emailsOf(deps)),
        log: deps.log,
      }),
      startLoop({
        name: 'forget-sessions',
        everyMs: FORGET_EVERY_MS,
        run: () => forget(deps),
        log: deps.log,
      }),
    ],
  }
}

function emailsOf({ config, sealer }: PeopleDeps): Outbox {
  return {
    table: 'email_messages',
    gateway: config.people.mail,
    open: (id, sealed) => openEmail(sealer, id, sealed),
    now: sql<Date>`now()`,
    waitSecondsMax: EMAIL_WAIT_SECONDS_MAX,
  }
}

/** What opens nothing any more. */
async function forget({ db }: PeopleDeps): Promise<boolean> {
  await forgetOldFailures(db)
  await db.deleteFrom('session_directory').where('expires_at', '<', sql<Date>`now()`).execute()
  await db.deleteFrom('passkey_challenges').where('expires_at', '<', sql<Date>`now()`).execute()
  await db.deleteFrom('invitation_directory').where('expires_at', '<', sql<Date>`now()`).execute()
  return false
}
