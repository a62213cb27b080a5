import { isRefusal } from '../../../kernel/refusal.ts'
import { readEmail } from '../../fields/read-contact.ts'

/** An e-mail that is a key to an account: in lower case, as the directories of such keys have it; null when it is none. */
export function readEmailKey(text: string, charactersMax: number): string | null {
  const email = readEmail('key', text)
  return isRefusal(email) || email.length > charactersMax ? null : email.toLowerCase()
}
