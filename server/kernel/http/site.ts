import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { refuse } from '../refusal.ts'
import { refusalAnswer } from './answer.ts'

export interface SiteAnswer {
  readonly status: 200 | 304 | 404
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: string | Buffer
}

/** Pages and files for browsers: everything below one path that is no call. */
export interface Site {
  /** Without a slash at the end. */
  readonly path: string
  /** @param path below the site's own, decoded: `assets/a.js`; empty for the site itself. Null: there is nothing. */
  respond(path: string, headers: IncomingHttpHeaders): Promise<SiteAnswer | null>
}

export function registerSite(app: FastifyInstance, site: Site): void {
  for (const url of [site.path, `${site.path}/*`])
    app.route<{ Params: { '*'?: string } }>({
      method: ['GET', 'HEAD'],
      url,
      async handler(request, reply) {
        const answer = await site.respond(request.params['*'] ?? '', request.headers)
        if (answer === null) {
          const { status, body } = refusalAnswer(refuse('ROUTE_NOT_FOUND'), request.id)
          return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body)
        }
        return reply.code(answer.status).headers(answer.headers).send(answer.bytes)
      },
    })
}
