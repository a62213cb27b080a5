import { readFileSync } from 'node:fs'
import { openHome } from '../../sandbox/home.ts'
import type { Role } from '../../server/kernel/http/role.ts'
import { newPerson } from '../../server/policies/policies.fixture.ts'
import { type RunningSandbox, startRunningSandbox } from '../harness/running-sandbox.ts'
import { startWebhookSink } from '../harness/webhook-sink.ts'
import { type Ask, askWith, must } from './ask.ts'
import type { Pools, Who } from './fuzz.ts'
import { type Operation, readOperations } from './operations.ts'
import { type Story, tellStory } from './story.ts'

/** The whole sandbox, and one company that has used everything. */
export interface SecurityWorld {
  readonly running: RunningSandbox
  readonly url: string
  readonly operations: readonly Operation[]
  readonly story: Story
  /** Another company of the same kind. */
  another(name: string): Promise<Story>
  readonly operator: Ask
  readonly nobody: Ask
  /** A company with nothing yet, and its first key. */
  company(name: string): Promise<{ readonly id: string; readonly byKey: Ask }>
  /** Somebody of the company, just signed in: a call that ends the session ends no other's. */
  person(companyId: string, role: Role): Promise<Ask>
  logLines(): string[]
  stop(): Promise<void>
}

/** Letters alone, as the name is that of a card's holder too. */
export const STORY_NAME = 'alfaromeosierra'

export async function startSecurityWorld(): Promise<SecurityWorld> {
  const [running, sink] = await Promise.all([startRunningSandbox({ LOG_LEVEL: 'trace' }), startWebhookSink()])
  const url = running.sandbox.api_url
  const operator = askWith(url, { 'x-api-key': running.sandbox.operator_key })
  const nobody = askWith(url, {})
  const another = (name: string) => tellStory({ running, operator, webhookUrl: sink.url }, name)
  const [story, operations] = await Promise.all([another(STORY_NAME), readOperations(nobody)])
  return {
    running,
    url,
    operations,
    story,
    another,
    operator,
    nobody,
    async company(name) {
      const { id, api_key: key } = await must(operator('POST', '/management/companies', { name }))
      return { id, byKey: askWith(url, { 'x-api-key': key }) }
    },
    async person(companyId, role) {
      const { session } = await newPerson({ db: running.db, url }, companyId, { role })
      return askWith(url, { authorization: `Bearer ${session}` })
    },
    logLines: () => readFileSync(openHome({ HOLDFAST_HOME: running.folder }).logFile, 'utf8').split('\n'),
    async stop() {
      await running.stop()
      await sink.close()
    },
  }
}

/** What a path's parameter means in a story. @throws for one that the story does not know: tell it (story.ts). */
export function idIn(ids: Story['ids'], path: string, name: string): string {
  const id = ids[`${path}#${name}`] ?? ids[name] ?? CATALOGUE[name]
  if (id === undefined) throw new Error(`The story has no ${name} for ${path}: add it to story.ts`)
  return id
}

/** Parameters that name what belongs to nobody. */
export const CATALOGUE: Readonly<Record<string, string>> = {
  blockchain: 'POLYGON',
  operationId: 'cards',
  countryCode: 'ARG',
  provider: 'REAP',
  checklistId: 'individual',
  /** A transaction of a chain is everybody's. */
  hash: `0x${'1'.repeat(64)}`,
  /** Whoever has the link of a card's page may open it once: that is what it is for. */
  token: 'x'.repeat(43),
}

/** Ids for the fuzz: the story's; of the operator's calls on companies those of one that nobody needs. */
export function poolsOf({ ids, id }: Story, spareId: string): Pools {
  return {
    of(name, path) {
      if (name === 'companyId') return [path.endsWith('/information') ? id : spareId]
      const known = ids[`${path}#${name}`] ?? ids[name] ?? CATALOGUE[name]
      return known === undefined ? [] : [known]
    },
  }
}

export async function callerOf(
  world: SecurityWorld,
  who: Who,
  { id, byKey }: Story = world.story,
): Promise<Ask> {
  switch (who) {
    case 'key':
      return byKey
    case 'person':
      return world.person(id, 'ADMIN')
    case 'operator':
      return world.operator
    case 'nobody':
      return world.nobody
  }
}
