import type { Client } from '../../client.ts'
import * as webhookCalls from '../../generated/webhooks.ts'
import {
  answerAuthorization,
  type Decision,
  type VerifiedWebhook,
  verifyWebhook,
  WebhookError,
} from '../../webhooks.ts'
import { eventLine } from './event-line.ts'
import { forward } from './forward.ts'
import type { Received, Respond, Response } from './receiver.ts'

export interface ResponderOptions {
  readonly client: Client
  readonly to: string | null
  /** Of every purchase; null: whatever `to` answers. */
  readonly decision: Decision | null
  readonly json: boolean
  say(line: string): void
}

/** Verifies what comes in, answers it, and says so in one line. */
export async function createResponder(options: ResponderOptions): Promise<Respond> {
  const verify = await createVerifier(options.client)
  return async (received) => {
    const startedAt = performance.now()
    let webhook: VerifiedWebhook
    try {
      webhook = await verify(received)
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error
      options.say(
        options.json ? JSON.stringify({ refused: error.code }) : `Refused: ${error.message} (${error.code}).`,
      )
      return jsonResponse(401, JSON.stringify({ error: error.code }))
    }
    const { response, by } = await answer(webhook, received, options)
    const ms = Math.round(performance.now() - startedAt)
    options.say(
      options.json
        ? JSON.stringify({
            id: webhook.id,
            event: webhook.event,
            answered: { by, status: response.status, body: bodyText(response), ms },
          })
        : eventLine(webhook.event, { by, status: response.status, body: bodyText(response), ms }),
    )
    return response
  }
}

interface Answered {
  readonly response: Response
  /** `--approve`, the URL it was forwarded to, or `holdfast listen`. */
  readonly by: string
}

async function answer(
  webhook: VerifiedWebhook,
  received: Received,
  { to, decision }: ResponderOptions,
): Promise<Answered> {
  const isAsked = webhook.event.event_type.toLowerCase() === 'authorization'
  if (isAsked && decision !== null) {
    // The endpoint is told as well: what it says does not count, and is not waited for.
    if (to !== null) void forward(to, received)
    const { status, body } = answerAuthorization(decision)
    return { response: jsonResponse(status, body), by: decision === true ? 'approved here' : 'declined here' }
  }
  if (to !== null) return { response: await forward(to, received), by: to }
  return { response: jsonResponse(200, '{"response_code":"OK"}'), by: 'here' }
}

/** The secret may be rotated while we listen: a signature that does not fit is tried once with the secret of now. */
async function createVerifier(client: Client): Promise<(received: Received) => Promise<VerifiedWebhook>> {
  const readSecret = async () => (await webhookCalls.settings(client)).signing_secret
  let signingSecret = await readSecret()
  return async (received) => {
    try {
      return await verifyWebhook(received, { signingSecret })
    } catch (error) {
      if (!(error instanceof WebhookError) || error.code !== 'SIGNATURE_WRONG') throw error
      const fresh = await readSecret().catch(() => signingSecret)
      if (fresh === signingSecret) throw error
      signingSecret = fresh
      return verifyWebhook(received, { signingSecret })
    }
  }
}

function jsonResponse(status: number, body: string): Response {
  return { status, contentType: 'application/json', body }
}

const SHOWN_CHARACTERS_MAX = 200

function bodyText({ body }: Response): string {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return text.slice(0, SHOWN_CHARACTERS_MAX)
}
