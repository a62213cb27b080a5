/** Every event of the contract (webhooks.md §5) that can be tested or looked for. */
export const EVENTS = [
  ...(
    ['deposit', 'withdraw', 'holding_withdraw', 'ramp_on', 'ramp_off', 'deposit_reverted', 'alert'] as const
  ).map((event_type) => ({
    product: 'virtual_wallets' as const,
    event_type,
  })),
  ...(
    [
      'authorization',
      'authorized',
      'cleared',
      'declined',
      'reversal',
      'refund',
      'deposit',
      'visa_direct_deposit',
      'warranty_withdraw',
      'card_blocked_by_velocity',
      'notification_3ds_authorization',
    ] as const
  ).map((event_type) => ({ product: 'cards' as const, event_type })),
  ...(['deposit', 'transfer'] as const).map((event_type) => ({ product: 'treasury' as const, event_type })),
  { product: 'company_activity' as const, event_type: 'client_status' },
]
