import { becomes } from '../../sandbox/processes.ts'
import type { BrowserWorld } from './world.ts'

const MAIL_MS_MAX = 30_000

/** @returns the token of the invitation that came to `address`. */
export async function readSandboxEmail({ api }: BrowserWorld, address: string): Promise<string> {
  let token = ''
  await becomes(async () => {
    const items: readonly { to: string; text: string }[] = (await api('GET', '/sandbox/emails?size=100')).body
      .items
    token = items.flatMap(({ to, text }) => (to === address ? (/hfi_[\w-]+/.exec(text) ?? []) : []))[0] ?? ''
    return token !== ''
  }, MAIL_MS_MAX)
  return token
}
