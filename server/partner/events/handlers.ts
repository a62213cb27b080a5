/** Things there that the partner tells of. */
export const PARTNER_CATEGORIES = ['customer', 'kyc_link', 'external_account', 'transfer'] as const
export type PartnerCategory = (typeof PARTNER_CATEGORIES)[number]

/** Told the id of an object there that may have changed; believes nothing but what it then asks for. */
export type PartnerHandler = (objectId: string) => Promise<void>

export interface PartnerHandlers {
  on(category: PartnerCategory, handler: PartnerHandler): void
  /** None for what nobody wants to know. */
  of(category: string): readonly PartnerHandler[]
}

export function createHandlers(): PartnerHandlers {
  const handlers = new Map<string, PartnerHandler[]>()
  return {
    on(category, handler) {
      handlers.set(category, [...(handlers.get(category) ?? []), handler])
    },
    of: (category) => handlers.get(category) ?? [],
  }
}
