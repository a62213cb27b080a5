import type { WebhookAnswer } from '../../webhooks/http/webhook-client.ts'
import { type Decline, decline } from './decide.ts'
import type { Heard } from './purchase.ts'

const YES = new Set(['00', 'SUCCESS'])
/** What of a company's word goes to the network as it is. */
const PASSED_ON = new Set([
  '05',
  '14',
  '41',
  '43',
  '51',
  '54',
  '55',
  '57',
  '59',
  '61',
  '62',
  '65',
  '75',
  '91',
])

export const SILENT: Heard = { decline: decline('M402'), response: 'none' }
const UNREADABLE: Heard = { decline: decline('M403'), response: 'unreadable' }

/** The company's word (contract, cards §6 step 9). */
export function judgeCompanyAnswer({ statusCode, body }: WebhookAnswer): Heard {
  if (statusCode === null) return SILENT
  const code = statusCode === 200 ? readCode(body) : null
  if (code === null) return UNREADABLE
  if (YES.has(code)) return { decline: null, response: 'approved' }
  const refused: Decline = { ...decline('M401'), iso: PASSED_ON.has(code) ? code : decline('M401').iso }
  return { decline: refused, response: 'declined' }
}

function readCode(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body)
    const code =
      parsed !== null && typeof parsed === 'object' && 'response_code' in parsed ? parsed.response_code : null
    return typeof code === 'string' || typeof code === 'number' ? String(code) : null
  } catch {
    return null
  }
}
