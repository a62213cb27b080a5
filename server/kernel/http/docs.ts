import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'
import type { Route } from './route.ts'

/** The browser is told to load and send nothing but from and to this server: the page works without the internet. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** `/openapi.json`, and `/docs/api`: the same for people. */
export async function registerDocs(app: FastifyInstance, routes: readonly Route[]): Promise<void> {
  const text = JSON.stringify(openApiDocument(routes))
  app.get('/openapi.json', async (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(text),
  )
  await app.register(async (docs) => {
    docs.addHook('onRequest', async ({ raw: { headers } }) => {
      // The page is the same under every name. Its plugin parses these and would throw over a broken one.
      headers.host = 'docs'
      for (const name of ['x-forwarded-host', 'x-forwarded-proto']) delete headers[name]
    })
    docs.addHook('onSend', async (_request, reply) => {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
    })
    await docs.register(scalar, {
      routePrefix: '/docs/api',
      configuration: {
        pageTitle: 'Holdfast API',
        url: '/openapi.json',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    })
  })
}
