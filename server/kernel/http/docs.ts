import { randomBytes } from 'node:crypto'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { openApiDocument } from './openapi.ts'
import type { Route } from './route.ts'

/** In the page where its nonce stands, which is another one each time. */
const NONCE = '__HOLDFAST_NONCE__'
const NONCE_BYTES = 16

/**
 * The page stands on the origin of the portal, whose session a script of it could use: so it runs its own script alone and makes
 * none out of text; styles alone it makes as it likes. Loaded and sent is nothing but from and to this server: the page works without the internet.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

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
    docs.addHook('onSend', async (_request, reply, payload) => {
      const nonce = randomBytes(NONCE_BYTES).toString('base64url')
      reply.header('content-security-policy', contentSecurityPolicy(nonce))
      const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
      return isPage && typeof payload === 'string' ? payload.replaceAll(NONCE, nonce) : payload
    })
    await docs.register(scalar, {
      routePrefix: '/docs/api',
      configuration: {
        pageTitle: 'Holdfast API',
        nonce: NONCE,
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
