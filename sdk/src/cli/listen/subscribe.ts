import type { Client } from '../../client.ts'
import { HoldfastError } from '../../error.ts'
import * as companyCalls from '../../generated/company.ts'
import { CommandError } from '../failure.ts'

/** In our own URL, so that the next one knows it also after we were killed. */
const BEFORE = 'before'
const OURS = '/holdfast-listen'

export interface Subscription {
  readonly companyName: string
  /** Gives the company its earlier URL back. @returns what became of it, in words. */
  end(): Promise<string>
}

/** Points the company's webhooks to `url` until the end. The key stays what it was. */
export async function subscribe(client: Client, url: string): Promise<Subscription> {
  const { name, webhook_url } = await companyCalls.get(client)
  const before = webhook_url === null ? null : earlierThanListen(webhook_url)
  const own = new URL(OURS, url)
  if (before !== null) own.searchParams.set(BEFORE, before)
  await point(client, own.href)
  return {
    companyName: name,
    async end() {
      const now = await companyCalls.get(client)
      if (now.webhook_url !== own.href)
        return `The webhook URL was changed meanwhile, and stays ${now.webhook_url}.`
      if (before === null) return 'There was no webhook URL before: events now wait for the next one.'
      await companyCalls.update(client, { webhook_url: before })
      return `The webhook URL is ${before} again.`
    },
  }
}

async function point(client: Client, webhook_url: string): Promise<void> {
  try {
    await companyCalls.update(client, { webhook_url })
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.code !== 'VAL') throw error
    throw new CommandError(
      'This platform does not send webhooks to this machine: only the sandbox does.',
      'holdfast login --sandbox, or subscribe a public https URL.',
    )
  }
}

/** Null: the one who listened before found none. */
function earlierThanListen(url: string): string | null {
  const { hostname, pathname, searchParams } = new URL(url)
  return hostname === '127.0.0.1' && pathname === OURS ? searchParams.get(BEFORE) : url
}
