import { generateGroups } from './generate-groups.ts'
import { callsOf, type Document, generateTypes, type NamedCall } from './generate-types.ts'

export interface GeneratedFile {
  readonly file: URL
  readonly text: string
}

const ROOT = new URL('../../', import.meta.url)

const PORTAL_HEAD = `// Written by \`npm run types\` from the routes. Do not edit.

/** A number of an answer, exactly as the wire had it: never a float. */
export type Digits = string
export type Amount = number | string
/** Files are downloaded, never read by a call. */
export type Bytes = undefined
export type Text = undefined
`

const SDK_HEAD = `// Written by \`npm run types\` from the routes. Do not edit.

/** A number of an answer, digit for digit as the wire had it: never a float. */
export type Digits = string
/** What is sent as a number: decimal text, or a bigint. A float cannot hold an amount. */
export type Amount = string | bigint
/** A PDF. */
export type Bytes = Uint8Array<ArrayBuffer>
/** A page of HTML. */
export type Text = string
`

/** Everything that follows from the routes of the platform: types of the portal, and types and functions of the SDK. */
export function generatedFiles(document: Document): GeneratedFile[] {
  const calls = callsOf(document)
  const ofPrograms = calls.filter(isOfPrograms)
  const groups = [...generateGroups(ofPrograms)]
  const sdk = (name: string) => new URL(`sdk/src/generated/${name}.ts`, ROOT)
  return [
    { file: new URL('portal/src/shared/api/schema.d.ts', ROOT), text: generateTypes(calls, PORTAL_HEAD) },
    { file: sdk('calls'), text: generateTypes(ofPrograms, SDK_HEAD) },
    ...groups.map(([group, text]) => ({ file: sdk(fileName(group)), text })),
  ]
}

/** The portal's own calls are made by people, and those of the card network and the banking partner are signed by them. */
function isOfPrograms({ name }: NamedCall): boolean {
  return !/^\w+ \/(portal|network|virtual-wallets\/webhook)\//.test(name)
}

export function fileName(group: string): string {
  return group.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
