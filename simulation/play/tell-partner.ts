import type { Player } from './player.ts'

/** What happens at the partner without the platform's doing. */
export async function tellPartner({ world }: Player, path: string, body: object): Promise<void> {
  const answer = await fetch(`${world.partner.simUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok)
    throw new Error(`the partner's control ${path} answered ${answer.status} ${await answer.text()}`)
}
