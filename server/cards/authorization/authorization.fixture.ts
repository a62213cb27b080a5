import { createHash } from 'node:crypto'
import { type CardWorld, DOLLAR, silentLog } from '../../../tests/harness/card-world.ts'
import { findCountry } from '../../kernel/countries.ts'
import { readCurrency } from '../../kernel/currencies.ts'
import { newId, newTraceId } from '../../kernel/ids.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import type { CardMessage, NetworkMessage, PurchaseAnswer } from '../message.ts'
import { type Authorizer, createAuthorizer } from './authorizer.ts'

export interface Asked extends Partial<Omit<NetworkMessage, 'country' | 'billing' | 'original'>> {
  /** Dollars. */
  readonly amount?: number
  readonly currency?: string
  readonly country?: string
  readonly cvv?: CardMessage['cvvResult']
  readonly expiryMatches?: boolean
  readonly numberIsCurrent?: boolean
  readonly bodyHash?: Buffer
  /** Milliseconds ago. */
  readonly age?: number
}

/** A purchase as the endpoint hands it on. */
export function purchaseMessage(companyId: string, cardId: string, asked: Asked = {}): CardMessage {
  const {
    amount = 10,
    currency = 'USD',
    country,
    cvv,
    expiryMatches,
    numberIsCurrent,
    bodyHash,
    age,
    ...message
  } = asked
  const cents = BigInt(Math.round(amount * 100))
  const networkId = message.networkId ?? `n-${newId()}`
  return {
    companyId,
    cardId,
    numberIsCurrent: numberIsCurrent ?? true,
    expiryMatches: expiryMatches ?? null,
    cvvResult: cvv ?? 'P',
    bodyHash: bodyHash ?? createHash('sha256').update(networkId).digest(),
    traceId: newTraceId(),
    receivedAt: performance.now() - (age ?? 0),
    message: {
      type: 'authorization',
      transactionRef: `ref-${networkId}`,
      originalNetworkId: null,
      rrn: null,
      channel: 'ECOMMERCE',
      entryMode: 'ecommerce',
      initiator: 'cardholder',
      billing: cents * (DOLLAR / 100n),
      original: { value: cents, currency: known(readCurrency(currency)) },
      exchangeRate: null,
      merchant: {
        id: 'M1',
        name: 'Kiosk 12',
        city: 'Lyon',
        post_code: '69001',
        state: null,
        country: country ?? 'FRA',
        mcc: message.mcc ?? '5994',
        mcc_category: 'News',
      },
      mcc: '5994',
      country: country === undefined ? findCountry('FRA') : findCountry(country),
      card: { id: cardId, pan: null, expiry: null, cvv2: null },
      pinResult: null,
      cryptogramResult: null,
      threeDs: null,
      decision: null,
      reason: null,
      final: false,
      clearingId: null,
      arn: null,
      action: null,
      challengeId: null,
      otp: null,
      ...message,
      networkId,
    },
  }
}

export function testAuthorizer(world: CardWorld, overrides: { readonly url?: string } = {}): Authorizer {
  return createAuthorizer({
    db: world.db,
    config: { cards: world.config, profile: 'sandbox', databaseUrl: overrides.url ?? world.url },
    clock: world.clock,
    sealer: world.vault.sealer,
    log: silentLog,
  })
}

/** @throws when it was refused. */
export async function authorize(authorizer: Authorizer, m: CardMessage): Promise<PurchaseAnswer> {
  const answer = await authorizer.authorize(m)
  if (isRefusal(answer)) throw new Error(answer.name)
  return answer
}

function known<T>(value: T | null): T {
  if (value === null) throw new Error('the test names something that does not exist')
  return value
}
