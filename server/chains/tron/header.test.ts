import { expect, test } from 'vitest'
import { addressOfHex } from './address.ts'
import mainNet from './fixtures/main-net.json' with { type: 'json' }
import { type BlockHeader, blockId, encodeHeader } from './header.ts'
import { signerOf } from './signature.ts'

const headerOf = (block: (typeof mainNet.blocks)[number]): BlockHeader => ({
  number: BigInt(block.number),
  timestamp: BigInt(block.timestamp),
  txTrieRoot: block.txTrieRoot,
  parentHash: block.parentHash,
  witness: addressOfHex(block.witness_address),
  version: BigInt(block.version),
})

test.each(mainNet.blocks)('block $number ($network): bytes, id and producer as published', (block) => {
  const bytes = encodeHeader(headerOf(block))
  expect(bytes.toString('hex')).toBe(block.raw_hex)
  expect(blockId(headerOf(block))).toBe(block.blockID)
  expect(signerOf(bytes, Buffer.from(block.witness_signature, 'hex'))).toBe(
    addressOfHex(block.witness_address),
  )
})

test('a header that is changed anywhere has another id', () => {
  const [block] = mainNet.blocks
  if (block === undefined) throw new Error('no blocks')
  const header = headerOf(block)
  const changes: Partial<BlockHeader>[] = [
    { number: header.number + 1n },
    { timestamp: header.timestamp + 1n },
    { txTrieRoot: '00'.repeat(32) },
    { parentHash: '00'.repeat(32) },
    { witness: addressOfHex(`41${'00'.repeat(20)}`) },
    { version: 0n },
    { accountStateRoot: '11'.repeat(32) },
  ]
  for (const change of changes)
    expect(blockId({ ...header, ...change }), Object.keys(change).join()).not.toBe(block.blockID)
})
