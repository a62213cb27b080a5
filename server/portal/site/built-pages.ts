import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { Logger } from '../../kernel/log.ts'

/** One file of the built portal, in memory: no request ever names a file of the disk. */
export interface BuiltFile {
  readonly bytes: Buffer
  /** As they were compressed by the build; where one is missing the bytes go as they are. */
  readonly br: Buffer | null
  readonly gzip: Buffer | null
  readonly type: string
  readonly etag: string
}

export interface BuiltPages {
  /** With the placeholder where the nonce goes. */
  readonly index: string
  /** By the path below /portal. */
  readonly files: ReadonlyMap<string, BuiltFile>
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/**
 * Reads what the build wrote, and again when there is another build. Null while there is none, or while one is being written: the
 * next question looks again.
 */
export function createBuiltPages(folder: string, log: Logger): () => Promise<BuiltPages | null> {
  let known: { readonly pages: BuiltPages; readonly builtAt: number } | null = null
  return async () => {
    try {
      const { mtimeMs: builtAt } = await stat(join(folder, 'index.html'))
      if (known?.builtAt !== builtAt) known = { pages: await readPages(folder), builtAt }
      return known.pages
    } catch (error) {
      known = null
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!isMissing) log.warn({ err: error }, 'the built portal cannot be read')
      return null
    }
  }
}

async function readPages(folder: string): Promise<BuiltPages> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = async (path: string) => (paths.includes(path) ? readFile(path) : null)
  const files = new Map<string, BuiltFile>()
  for (const path of paths) {
    const type = TYPES[extname(path)]
    if (type === undefined) continue
    const bytes = await readFile(path)
    files.set(relative(folder, path).split(sep).join('/'), {
      bytes,
      br: await read(`${path}.br`),
      gzip: await read(`${path}.gz`),
      type,
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    })
  }
  return { index: await readFile(join(folder, 'index.html'), 'utf8'), files }
}
