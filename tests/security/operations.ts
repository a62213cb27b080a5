import { type Ask, must } from './ask.ts'

/** A JSON schema as the OpenAPI document has them. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}

/** One call, as the document tells of it. */
export interface Operation {
  readonly method: string
  readonly path: string
  /** `GET /virtual-wallets/{walletId}` */
  readonly name: string
  /** Who may call, in words. */
  readonly description: string
  readonly query: readonly Parameter[]
  readonly body: Schema | null
  readonly statuses: readonly string[]
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly description: string
            readonly parameters: readonly Parameter[]
            readonly requestBody?: { readonly content: { 'application/json': { readonly schema: Schema } } }
            readonly responses: object
          }
        >
      >
    >
  >
}

/** Every call there is, from the document of the running platform: a new one is among them by itself. */
export async function readOperations(ask: Ask): Promise<readonly Operation[]> {
  const { paths } = (await must(ask('GET', '/openapi.json'))) as Document
  return Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, call]) => ({
      method: method.toUpperCase(),
      path,
      name: `${method.toUpperCase()} ${path}`,
      description: call.description,
      query: call.parameters.filter((parameter) => parameter.in === 'query'),
      body: call.requestBody?.content['application/json'].schema ?? null,
      statuses: Object.keys(call.responses),
    })),
  )
}

export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

export function fillPath(path: string, idOf: (name: string) => string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(idOf(name)))
}
