import type { CardsConfig } from '../../kernel/config-cards.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import type { Secret } from '../../kernel/secret.ts'
import { signatureHeaders } from './signature.ts'

const TIMEOUT_MS = 5_000

export interface NewPin {
  /** Of this message: the same again when it is repeated. */
  readonly networkId: string
  readonly cardId: string
  readonly pin: Secret<string>
}

/**
 * Sends a PIN on to the card processor, which keeps and checks it (message `set_pin`, contract, cards §11). Not inside a
 * transaction. Null: the processor has taken it.
 */
export async function sendPin(
  { keys, url }: CardsConfig['network'],
  { networkId, cardId, pin }: NewPin,
): Promise<Refusal | null> {
  const [key] = keys
  if (url === null || key === undefined) return refuse('PIN_NOT_SUPPORTED')
  const body = JSON.stringify({
    type: 'set_pin',
    network_id: networkId,
    card: { id: cardId },
    pin: pin.reveal(),
  })
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(key, body) },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return answer.ok && isApproved(await answer.text()) ? null : refuse('PIN_REFUSED')
  } catch {
    // No connection, no answer in time: the failure's own text is of no use to the caller.
    return refuse('PIN_PROCESSOR_SILENT')
  }
}

/** An answer of ours in form: `00`. One without a response code says by its status alone. */
function isApproved(text: string): boolean {
  try {
    const code: unknown = (JSON.parse(text) as { response_code?: unknown } | null)?.response_code
    return code === undefined || code === '00'
  } catch {
    return true
  }
}
