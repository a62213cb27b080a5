import type { Tx } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Sealer } from '../../kernel/sealer.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Card } from '../card.ts'

export interface TextMessage {
  /** `+` and digits. */
  readonly to: string
  readonly text: string
}

/** A text message to the cardholder, sent after the commit and until it helps nobody any more. */
export async function queueText(
  tx: Tx,
  sealer: Sealer,
  card: Card,
  text: string,
  { created_at: now, expires_at: sendUntil }: { readonly created_at: Date; readonly expires_at: Date },
): Promise<void> {
  const id = newId()
  const message: TextMessage = { to: `+${card.phone_country_code}${card.phone}`, text }
  await tx
    .insertInto('text_messages')
    .values({
      company_id: card.company_id,
      id,
      card_id: card.id,
      sealed: sealer.seal(Buffer.from(JSON.stringify(message), 'utf8'), place(id)),
      send_until: sendUntil,
      created_at: now,
    })
    .execute()
}

export function openTextMessage(sealer: Sealer, id: string, sealed: Buffer): Secret<TextMessage> {
  return new Secret(JSON.parse(sealer.open(sealed, place(id)).toString('utf8')))
}

function place(id: string): string {
  return `text_messages.sealed:${id}`
}
