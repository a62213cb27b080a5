import type { Answer } from '../../shared/api/call.ts'

export type Client = Answer<'GET /management/clients/{id}'>

/** A business goes by its legal name, a person by both names. */
export function nameOf({ business_legal_name, first_name, last_name, email }: Client): string {
  const person = [first_name, last_name].filter(Boolean).join(' ')
  return business_legal_name ?? (person === '' ? (email ?? 'No name yet') : person)
}
