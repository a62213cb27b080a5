import type { MessageType } from '../message.ts'
import { type FieldReader, ID_MAX } from './field-reader.ts'

const ADVICE_REASONS = ['stand_in', 'issuer_timeout', 'network_decline', 'cancel_approval'] as const
const REVERSAL_REASONS = ['cardholder', 'merchant', 'timeout', 'partial', 'fraud'] as const
const OTP = /^.{1,32}$/s

/** What chip, terminal and 3DS found out. */
export function readVerification(fields: FieldReader) {
  const threeDs = fields.object('three_ds')
  threeDs?.require('status')
  threeDs?.text('eci', ID_MAX)
  const status = threeDs?.word('status', ['authenticated', 'attempted', 'failed']) ?? null
  const challengeId = threeDs?.text('challenge_id', ID_MAX) ?? null
  return {
    pinResult: fields.word('pin_result', ['match', 'mismatch']),
    cryptogramResult: fields.word('cryptogram_result', ['valid', 'invalid']),
    threeDs: status === null ? null : { status, challengeId },
  }
}

/** What advice, clearings and reversals add. */
export function readPosting(fields: FieldReader, type: MessageType) {
  const decision = type === 'advice' ? fields.word('decision', ['approved', 'declined', 'cancelled']) : null
  if (decision === 'approved') fields.require('amount', 'billing')
  return {
    decision,
    reason: readReason(fields, type),
    final: readFinal(fields),
    clearingId: fields.text('clearing_id', ID_MAX),
    arn: fields.text('arn', ID_MAX),
  }
}

function readReason(fields: FieldReader, type: MessageType): string | null {
  if (type === 'advice') return fields.word('reason', ADVICE_REASONS)
  return type === 'reversal' ? fields.word('reason', REVERSAL_REASONS) : null
}

/** Said, or the last of a numbered sequence; alone, a clearing is final. */
function readFinal(fields: FieldReader): boolean {
  const sequence = fields.object('sequence')
  sequence?.require('number', 'count')
  const count = sequence?.whole('count', 1, 9_999) ?? null
  const number = sequence?.whole('number', 1, count ?? 9_999) ?? null
  return fields.flag('final') ?? number === count
}

/** What `three_ds_challenge` adds. */
export function readChallenge(fields: FieldReader, type: MessageType) {
  if (type !== 'three_ds_challenge') return { action: null, challengeId: null, otp: null }
  const action = fields.word('action', ['create', 'verify', 'status'])
  if (action === 'verify') fields.require('challenge_id', 'otp')
  if (action === 'status') fields.require('challenge_id')
  return {
    action,
    challengeId: fields.text('challenge_id', ID_MAX),
    otp: fields.secret('otp', OTP, 'a text of at most 32 characters'),
  }
}
