import { lastBytes, ProtobufError, readFields } from '../../../server/chains/tron/protobuf.ts'
import { transactionId } from '../../../server/chains/tron/transaction.ts'
import type { FoundTransaction } from '../chain.ts'
import { Refused } from '../refused.ts'
import { readTransaction } from '../transaction.ts'
import { showText } from './format.ts'
import { BadQuestion, type Calls, type Question } from './question.ts'
import { showInfo } from './show-info.ts'
import { showTransaction } from './show-transaction.ts'

/** Questions for transactions, and the door for new ones. */
export const transactionCalls: Calls = {
  gettransactionbyid(question) {
    const found = find(question)
    if (found === null) return {}
    const { transaction, receipt } = found
    const ret = [{ contractRet: receipt.run?.result ?? 'SUCCESS' }]
    return { ret, ...showTransaction(transaction, question.visible) }
  },
  gettransactioninfobyid(question) {
    const found = find(question)
    return found === null ? {} : showInfo(found, question.visible)
  },
  gettransactioninfobyblocknum(question) {
    const { chain, solid, visible } = question
    const block = chain.block(Number(question.number('num')))
    if (block === null || (solid && block.number > chain.solid.number)) return []
    return block.transactions.map((mined) => showInfo({ ...mined, block }, visible))
  },
  gettransactionfrompending(question) {
    const found = question.chain.pending.find(({ id }) => id === question.text('value').toLowerCase())
    return found === undefined ? {} : showTransaction(found, question.visible)
  },
  gettransactionlistfrompending: ({ chain }) => ({ txId: chain.pending.map(({ id }) => id) }),
  getpendingsize: ({ chain }) => ({ pendingSize: chain.pending.length }),
  async broadcasttransaction(question) {
    const signatures = question.fields.signature ?? []
    if (!Array.isArray(signatures) || !signatures.every((one) => typeof one === 'string'))
      throw new BadQuestion('signature is no list of text')
    const raw = question.bytes('raw_data_hex')
    if (raw.length === 0) throw new BadQuestion('raw_data_hex is missing')
    const { txid, refused } = await accept(
      question.chain,
      raw,
      signatures.map((one) => Buffer.from(one.replace(/^0x/, ''), 'hex')),
    )
    if (refused === null) return { result: true, txid }
    return { code: refused.code, txid, message: showText(refused.message, question.visible) }
  },
  async broadcasthex(question) {
    const bytes = question.bytes('transaction')
    try {
      const fields = readFields(bytes)
      const signatures = fields.flatMap((field) =>
        field.number === 2 && field.wire === 'BYTES' ? [field.value] : [],
      )
      const raw = lastBytes(fields, 1)
      const { txid, refused } = await accept(question.chain, raw, signatures)
      const shown = showTransaction(readTransaction(raw, signatures), true)
      // unlike broadcasttransaction: every field, and text as text, whatever `visible` says
      return {
        result: refused === null,
        code: refused?.code ?? 'SUCCESS',
        message: refused?.message ?? '',
        txid,
        transaction: JSON.stringify(shown, (_, one) => (typeof one === 'bigint' ? Number(one) : one)),
      }
    } catch (error) {
      if (error instanceof ProtobufError) throw new BadQuestion(error.message)
      throw error
    }
  },
}

async function accept(
  chain: Question['chain'],
  raw: Buffer,
  signatures: readonly Buffer[],
): Promise<{ readonly txid: string; readonly refused: Refused | null }> {
  const txid = transactionId(raw)
  try {
    await chain.accept(readTransaction(raw, signatures))
    return { txid, refused: null }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { txid, refused: error }
  }
}

function find(question: Question): FoundTransaction | null {
  const { chain, solid } = question
  const found = chain.find(question.text('value').toLowerCase())
  return found === null || (solid && found.block.number > chain.solid.number) ? null : found
}
