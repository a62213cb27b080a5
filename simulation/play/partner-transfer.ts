import { becomes } from '../../sandbox/processes.ts'
import type { Player } from './player.ts'

/** What the partner itself says of a transfer; amounts are decimal text. */
export interface PartnerTransfer {
  readonly id: string
  readonly state: string
  readonly amount: string | null
  readonly client_reference_id: string | null
  readonly arrivals?: readonly { readonly amount: string }[]
  readonly payments?: readonly { readonly units: string }[]
}

const SOON_MS = 240_000

/** Of this ramp, as the partner knows it; null: it does not. */
export async function transferOf(player: Player, rampId: string): Promise<PartnerTransfer | null> {
  const { url, apiKey } = player.world.partner
  let after = ''
  for (;;) {
    const page = await fetch(`${url}/transfers?limit=100${after}`, { headers: { 'api-key': apiKey } })
    const { data } = (await page.json()) as { data: PartnerTransfer[] }
    const found = data.find((one) => one.client_reference_id === rampId)
    if (found !== undefined) return found
    if (data.length < 100) return null
    after = `&starting_after=${data.at(-1)?.id}`
  }
}

/** The platform makes it after it has answered; it may be given up before. */
export async function transferMade(player: Player, rampId: string): Promise<PartnerTransfer | null> {
  let found: PartnerTransfer | null = null
  await becomes(async () => {
    found = await transferOf(player, rampId).catch(() => null)
    return found !== null
  }, SOON_MS)
  return found
}
