import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Site, SiteAnswer } from '../../kernel/http/site.ts'
import type { Logger } from '../../kernel/log.ts'
import { type BuiltFile, createBuiltPages } from './built-pages.ts'
import { fileHeaders, pageHeaders } from './page-headers.ts'

const BUILT = fileURLToPath(new URL('../../../portal/dist/', import.meta.url))
/** What the build writes where a nonce belongs. */
const PLACEHOLDER = '__HOLDFAST_NONCE__'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Holdfast</title>
</head>
<body>
<main>
<h1>The portal is not built yet</h1>
<p>Run <code>npm run build:portal</code> in the folder of the project, and open this page again. The API serves meanwhile: see <a href="/docs">/docs</a>.</p>
</main>
</body>
</html>
`

/** The portal as it was built: its files, and its page for every other path, since the page itself reads what is shown. */
export function createSite({
  log,
  folder = BUILT,
}: {
  readonly log: Logger
  readonly folder?: string
}): Site {
  const readBuilt = createBuiltPages(folder, log)
  return {
    path: '/portal',
    async respond(path, headers) {
      if (path === 'api' || path.startsWith('api/')) return null
      const built = await readBuilt()
      if (built === null) return page(404, NOT_BUILT)
      const file = built.files.get(path)
      if (file !== undefined) return fileAnswer(path, file, headers)
      // A file of an earlier build: the page instead of it would be taken for a script.
      return path.startsWith('assets/') ? null : page(200, built.index)
    },
  }
}

function page(status: 200 | 404, html: string): SiteAnswer {
  const nonce = randomBytes(16).toString('base64url')
  return { status, headers: pageHeaders(nonce), bytes: html.replaceAll(PLACEHOLDER, nonce) }
}

function fileAnswer(path: string, file: BuiltFile, asked: IncomingHttpHeaders): SiteAnswer {
  const headers = fileHeaders(file.type, file.etag, path.startsWith('assets/'))
  if (asked['if-none-match'] === file.etag) return { status: 304, headers, bytes: '' }
  const encoded = (['br', 'gzip'] as const).find((name) => file[name] !== null && takes(asked, name))
  const bytes = encoded === undefined ? null : file[encoded]
  if (encoded === undefined || bytes === null) return { status: 200, headers, bytes: file.bytes }
  return { status: 200, headers: { ...headers, 'content-encoding': encoded }, bytes }
}

function takes(headers: IncomingHttpHeaders, encoding: string): boolean {
  const names = String(headers['accept-encoding'] ?? '').split(',')
  return names.some((name) => {
    const [token = '', ...parameters] = name.split(';').map((part) => part.trim().toLowerCase())
    return token === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
