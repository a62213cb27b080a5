import type { Block } from '../block.ts'
import { BadQuestion, type Calls, type Question } from './question.ts'
import { showBlock } from './show-block.ts'

const BLOCKS_MAX = 100

/** Questions for blocks. */
export const blockCalls: Calls = {
  getnowblock: (question) => show(question, head(question)),
  getblock(question) {
    const { fields } = question
    const id = question.text('id_or_num').trim()
    const detail = fields.detail === true || fields.detail === 'true'
    if (id === '') return show(question, head(question), detail)
    if (/^\d+$/.test(id)) return show(question, at(question, Number(id)), detail)
    return show(question, visible(question, question.chain.blockById(id)), detail)
  },
  getblockbynum: (question) => show(question, at(question, Number(question.number('num')))),
  getblockbyid: (question) =>
    show(question, visible(question, question.chain.blockById(question.text('value')))),
  getblockbylimitnext(question) {
    const [start, end] = [Number(question.number('startNum')), Number(question.number('endNum'))]
    if (end <= 0 || start < 0 || end <= start || end - start > BLOCKS_MAX) return {}
    return list(question, start, end)
  },
  getblockbylatestnum(question) {
    const count = Number(question.number('num'))
    if (count <= 0 || count >= BLOCKS_MAX) return {}
    const { number } = head(question)
    return list(question, Math.max(0, number - count + 1), number + 1)
  },
}

function head({ chain, solid }: Question): Block {
  return solid ? chain.solid : chain.head
}

function at(question: Question, number: number): Block | null {
  if (number < 0) throw new BadQuestion('num must be positive')
  return visible(question, question.chain.block(number))
}

/** The solid view has no block above the solid one. */
function visible(question: Question, block: Block | null): Block | null {
  return block === null || block.number > head(question).number ? null : block
}

function show({ chain, visible: asText }: Question, block: Block | null, detail = true) {
  return block === null ? {} : showBlock(chain, block, asText, detail)
}

function list(question: Question, start: number, end: number) {
  const block = []
  for (let number = start; number < end; number += 1) {
    const found = at(question, number)
    if (found !== null) block.push(show(question, found))
  }
  return block.length === 0 ? {} : { block }
}
