import { errorsPage } from './errors-page.ts'
import { settingsPage } from './settings-page.ts'

export interface Page {
  readonly file: URL
  readonly text: string
}

const DOCS = new URL('../../../docs/', import.meta.url)

/** The pages of docs/ that follow from the code. */
export function pages(): Page[] {
  return [
    { file: new URL('errors.md', DOCS), text: errorsPage() },
    { file: new URL('settings.md', DOCS), text: settingsPage() },
  ]
}
