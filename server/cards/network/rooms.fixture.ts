import type { CardWorld } from '../../../tests/harness/card-world.ts'
import { inTransaction } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Logger } from '../../kernel/log.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { createLifecycle } from '../lifecycle/lifecycle.ts'
import type { CardMessage, PurchaseAnswer } from '../message.ts'
import type { NetworkDeps } from './deps.ts'
import { findAnswer, repeatAnswer, storeAnswer } from './stored-answer.ts'

/** What stands behind the endpoint. */
export interface Rooms extends Pick<NetworkDeps, 'authorizer' | 'lifecycle'> {
  stop(): Promise<void>
}

/** Approve everything, move nothing, and take down in `taken` what reached them. */
export function standIns({ db, clock }: CardWorld, taken: CardMessage[]): Rooms {
  const approve = (m: CardMessage): PurchaseAnswer => {
    taken.push(m)
    return approval(m, clock.now())
  }
  const decide = async (m: CardMessage): Promise<PurchaseAnswer | Refusal> => {
    const { networkId } = m.message
    const earlier = await findAnswer(db, networkId)
    const again = earlier && repeatAnswer(earlier, networkId, m.bodyHash)
    if (again !== null) return isRefusal(again) ? again : JSON.parse(again)
    const answer = approve(m)
    await inTransaction(db, (tx) => storeAnswer(tx, { ...m, card: m, answer }, clock.now()))
    return answer
  }
  const underWay = new Map<string, ReturnType<typeof decide>>()
  return {
    authorizer: {
      authorize(m) {
        const { networkId } = m.message
        const answer = underWay.get(networkId) ?? decide(m).finally(() => underWay.delete(networkId))
        underWay.set(networkId, answer)
        return answer
      },
      answerUnderWay: (networkId) => underWay.get(networkId) ?? null,
    },
    lifecycle: {
      prepare: async () => null,
      post: async (_tx, m) => approve(m),
      answerLate: async (_, answer) => answer,
    },
    stop: async () => {},
  }
}

/** Those of the platform. */
export function realRooms(world: CardWorld, log: Logger): Rooms {
  const { db, clock, vault, config: cards, url: databaseUrl } = world
  const config = { cards, profile: 'sandbox', databaseUrl } as const
  const authorizer = createAuthorizer({ db, config, clock, sealer: vault.sealer, log })
  const { askCompany } = authorizer
  const node = { leads: async () => true }
  return {
    authorizer,
    lifecycle: createLifecycle({ db, config, clock, log, node, askCompany }),
    stop: () => authorizer.stop(),
  }
}

function approval({ message, cvvResult }: CardMessage, now: Date): PurchaseAnswer {
  return {
    network_id: message.networkId,
    type: message.type,
    response_code: '00',
    approved: true,
    auth_code: null,
    authorized: null,
    transaction_id: newId(),
    event_id: newId(),
    decline_code: null,
    cvv_result: cvvResult,
    company_response: null,
    processed_at: now.toISOString(),
  }
}
