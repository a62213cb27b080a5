import { randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Identity } from '../processes.ts'
import { findPostgres } from './binaries.ts'

/** Where PostgreSQL stands and who runs it. */
export interface Place {
  /** Holds `data`, `postgres.log` and, where need be, `native`. Belongs to `identity`. */
  readonly folder: string
  /** Folder of initdb and postgres. */
  readonly binaries: string
  /** Undefined: the user who runs us. */
  readonly identity: Identity | undefined
}

/** Where the state of a root user goes when others cannot enter the project's folder. */
const OUTSIDE_FOLDER = '/var/lib'

/**
 * PostgreSQL refuses to run as root. For root it is therefore run as `postgres` or `nobody`, who must reach its files:
 * state stays in `folder` where that user can enter it, and otherwise (a clone below /root, say) goes to a folder of its own
 * below /var/lib, to which `folder` becomes a link. The programs are copied likewise.
 */
export async function preparePlace(folder: string): Promise<Place> {
  const native = await findPostgres()
  if (process.getuid?.() !== 0) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return { folder, binaries: join(native, 'bin'), identity: undefined }
  }
  const identity = unprivilegedUser()
  const own = reachable(dirname(folder)) ? folder : linkedFolder(folder)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  chownSync(own, identity.uid, identity.gid)
  return { folder: own, binaries: join(reachable(native) ? native : copied(native, own), 'bin'), identity }
}

function unprivilegedUser(): Identity {
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  )
  const user = users.get('postgres') ?? users.get('nobody')
  if (user === undefined || !(user.uid > 0))
    throw new Error(
      'PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Start Holdfast as another user, or set DATABASE_URL.',
    )
  return user
}

/** True when every folder on the way down, links followed, may be entered by everybody. */
function reachable(path: string): boolean {
  const target = existsSync(path) ? statSync(path) : null
  if (target !== null && (target.mode & 0o001) === 0) return false
  const parent = dirname(path)
  return parent === path || reachable(parent)
}

/** The folder that `link` points to; a new one, with a name never used before, when there is none. */
function linkedFolder(link: string): string {
  const entry = lstatSync(link, { throwIfNoEntry: false })
  if (entry?.isSymbolicLink()) return resolve(dirname(link), readlinkSync(link))
  if (entry !== undefined)
    throw new Error(
      `${link} was made when other users could still enter its parent folders, which PostgreSQL needs when root runs it. Let them enter again, or begin anew with npm start -- --reset.`,
    )
  const target = join(OUTSIDE_FOLDER, `holdfast-${randomBytes(8).toString('hex')}`)
  mkdirSync(target, { mode: 0o700 })
  symlinkSync(target, link)
  return target
}

/** Copies the programs beside the state, once per installed version. */
function copied(native: string, folder: string): string {
  const copy = join(folder, 'native')
  const version = readFileSync(join(native, '..', 'package.json'), 'utf8')
  const marker = join(copy, 'package.json')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === version) return copy
  rmSync(copy, { recursive: true, force: true })
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  cpSync(join(native, '..', 'package.json'), marker) // last: a copy without it is unfinished
  return copy
}

/** Removes all state, wherever it is. */
export function removePlace(folder: string): void {
  const entry = lstatSync(folder, { throwIfNoEntry: false })
  if (entry?.isSymbolicLink())
    rmSync(resolve(dirname(folder), readlinkSync(folder)), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
