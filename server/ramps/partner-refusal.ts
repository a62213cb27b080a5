import type { PartnerError } from '../partner/partner.ts'

/** The partner's own word and the fields it names; its texts may repeat what belongs to people. */
export function refusalReason({ details: { code, fields } }: PartnerError): string {
  return [code ?? 'refused', ...(fields === undefined ? [] : [fields.join(', ')])].join(': ')
}
