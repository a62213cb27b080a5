import type { Site } from '../kernel/http/site.ts'
import { readManual } from './manual.ts'
import { type ServedManual, serveManual } from './serve-manual.ts'

/** `/docs`: the manual for people, and each page as markdown; `/llms.txt`: its index for machines. */
export function createDocsSites(): readonly Site[] {
  let reading: Promise<ServedManual> | null = null
  /** When first asked for: a platform that nobody reads starts no slower. */
  function served(): Promise<ServedManual> {
    reading ??= readManual().then(serveManual)
    return reading
  }
  return ['/docs', '/llms.txt'].map((path) => ({
    path,
    async respond(below, headers) {
      const { answers, missing } = await served()
      const answer = answers.get(below === '' ? path : `${path}/${below}`) ?? missing
      const isKnown = headers['if-none-match'] === answer.headers.etag && answer.status === 200
      return isKnown ? { ...answer, status: 304, bytes: '' } : answer
    },
  }))
}
