import type { Secret } from '../secret.ts'

/** Where messages to people (SMS, e-mails) are handed over. */
export interface Gateway {
  readonly url: string
  readonly token: Secret<string>
}

const TIMEOUT_MS = 5_000

/**
 * Posts one message. The gateway knows by the id what it has taken already.
 * @returns null when it has taken it, else in a few words what was wrong: nothing of the message, for the log.
 */
export async function handOver(
  { url, token }: Gateway,
  id: string,
  message: Secret<object>,
): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token.reveal()}`,
        'idempotency-key': id,
      },
      body: JSON.stringify(message.reveal()),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await answer.body?.cancel()
    return answer.ok ? null : `status ${answer.status}`
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no connection'
  }
}
