import { refusalAnswer } from '../../kernel/http/answer.ts'
import { Content } from '../../kernel/http/content.ts'
import { canonicalJson, parseBody } from '../../kernel/http/json-body.ts'
import { type RawCall, rawRoute } from '../../kernel/http/route.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import { createAnswerer } from './answer-message.ts'
import type { NetworkDeps } from './deps.ts'
import { AnswerShape, MessageShape } from './message-shapes.ts'
import { readMessage } from './read-message.ts'
import { signatureHeaders, verifySignature } from './signature.ts'
import { createTurns } from './take-turns.ts'

const JSON_TYPE = 'application/json; charset=utf-8'

/** Where the card processor calls (contract, cards §11): every message is answered once, and the same again for ever. */
export function receiveMessage(deps: NetworkDeps) {
  const { keys } = deps.config.cards.network
  const answerMessage = createAnswerer(deps)
  const takeTurns = createTurns()

  async function answer({ bytes, traceId, now, receivedAt }: RawCall): Promise<string | Refusal> {
    const body = parseBody(bytes)
    if (isRefusal(body)) return body
    const message = readMessage(body)
    if (isRefusal(message)) return message
    const bodyHash = deps.sealer.keyedHash('network message', canonicalJson(body))
    const work = () => answerMessage(message, { bodyHash, traceId, now, receivedAt })
    // Two of one id at once: an authorization joins the first, which waits for its company; others find the answer of the first.
    return message.type === 'authorization' ? work() : takeTurns(message.networkId, work)
  }

  return rawRoute({
    method: 'POST',
    path: '/network/v1/messages',
    access: { open: true, networkSigned: true },
    summary: 'A message of the card network, signed by the card processor',
    tag: 'Card network',
    refusals: ['NETWORK_DENIED', 'NETWORK_ID_REUSED', 'VALUE_NOT_ALLOWED'],
    body: MessageShape,
    answer: AnswerShape,
    async respond(call) {
      const key = verifySignature(keys, call.headers, call.bytes)
      // Whoever did not prove himself gets no signature of ours.
      if (isRefusal(key)) return key
      const result = await answer(call)
      if (!isRefusal(result)) return new Content(JSON_TYPE, result, signatureHeaders(key, result))
      const { body, status } = refusalAnswer(result, call.traceId)
      const text = String(body)
      return new Content(JSON_TYPE, text, signatureHeaders(key, text), status)
    },
  })
}
