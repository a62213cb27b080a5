import { declineCodesPage } from '../../server/cards/decline-codes-page.ts'
import { errorsPage } from '../../server/kernel/pages/errors-page.ts'
import { settingsPage } from '../../server/kernel/pages/settings-page.ts'

export interface Page {
  readonly file: URL
  readonly text: string
}

const DOCS = new URL('../../docs/', import.meta.url)

/** The pages of docs/ that follow from the code. They come from several modules, so their list stands above them all. */
export function pages(): Page[] {
  return [
    { file: new URL('errors.md', DOCS), text: errorsPage() },
    { file: new URL('settings.md', DOCS), text: settingsPage() },
    { file: new URL('decline-codes.md', DOCS), text: declineCodesPage() },
  ]
}
