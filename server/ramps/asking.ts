/** What every call may end with that needs the partner. */
export const ASKING = ['PARTNER_NOT_SET_UP', 'PARTNER_UNAVAILABLE', 'RAMP_REFUSED'] as const
