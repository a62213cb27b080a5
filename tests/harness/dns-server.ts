import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'

const TYPE_A = 1
const TYPE_AAAA = 28
const NXDOMAIN = 3

/** A name server on loopback: what a name resolves to is the test's to say, and to change between two questions. */
export interface DnsServer {
  /** Asks this server only. */
  readonly resolver: Resolver
  /** Addresses by name. */
  readonly names: Map<string, string[]>
  readonly questions: string[]
  /** Leaves every question without an answer. */
  isSilent: boolean
  close(): void
}

export async function startDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const resolver = new Resolver({ timeout: 500, tries: 2 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  const server: DnsServer = {
    resolver,
    names: new Map(),
    questions: [],
    isSilent: false,
    close() {
      resolver.cancel()
      socket.close()
    },
  }
  socket.on('message', (query, peer) => {
    const { name, type, end } = readQuestion(query)
    server.questions.push(name)
    if (server.isSilent) return
    socket.send(answer(query.subarray(0, end), type, server.names.get(name)), peer.port, peer.address)
  })
  return server
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function answer(question: Buffer, type: number, addresses: readonly string[] | undefined): Buffer {
  const fitting = (addresses ?? []).filter((address) => isIPv6(address) === (type === TYPE_AAAA))
  const records = type === TYPE_A || type === TYPE_AAAA ? fitting.map((address) => record(type, address)) : []
  const reply = Buffer.concat([question, ...records])
  reply.writeUInt16BE(0x8180 | (addresses === undefined ? NXDOMAIN : 0), 2)
  reply.writeUInt16BE(1, 4)
  reply.writeUInt16BE(records.length, 6)
  reply.writeUInt32BE(0, 8)
  return reply
}

/** A time to live of zero: whoever asks again gets a fresh answer. */
function record(type: number, address: string): Buffer {
  const data = type === TYPE_A ? Buffer.from(address.split('.').map(Number)) : ipv6Bytes(address)
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function ipv6Bytes(address: string): Buffer {
  const [left = '', right] = address.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  const bytes = Buffer.alloc(16)
  for (const [index, group] of [...head, ...zeros, ...tail].entries())
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2)
  return bytes
}
