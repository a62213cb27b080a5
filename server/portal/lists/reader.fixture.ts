import { expect } from 'vitest'
import { readCsv } from '../../../tests/harness/read-csv.ts'
import type { Call, WalletCompany, WalletWorld } from '../../../tests/harness/wallet-world.ts'
import type { Role } from '../../kernel/http/role.ts'
import { newPerson } from '../../policies/policies.fixture.ts'

export interface Reader {
  readonly call: Call
  list(
    name: string,
    query?: string,
  ): Promise<{ total_elements: number; as_of: string; items: Record<string, unknown>[] }>
  /** The rows below the header, and the header. */
  csv(name: string, query?: string): Promise<{ header: string[]; rows: string[][]; headers: Headers }>
}

/** A person of the company who looks at lists. */
export async function newReader(
  world: WalletWorld,
  company: WalletCompany,
  role: Role = 'ADMIN',
): Promise<Reader> {
  const { call, session } = await newPerson(world, company.id, { role })
  return {
    call,
    async list(name, query = '') {
      const { status, body } = await call('GET', `/portal/api/lists/${name}?${query}`)
      expect(status, JSON.stringify(body)).toBe(200)
      return body
    },
    async csv(name, query = '') {
      const response = await fetch(`${world.url}/portal/api/lists/${name}?format=csv&${query}`, {
        headers: { authorization: `Bearer ${session}` },
      })
      expect(response.status).toBe(200)
      const [header = [], ...rows] = readCsv((await response.text()).replace(/^\ufeff/, ''))
      return { header, rows, headers: response.headers }
    },
  }
}
