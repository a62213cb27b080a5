import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { onSessionEnd } from '../shared/api/call.ts'
import { forgetSession, sessionQuery } from '../shared/api/session.ts'
import { isWorthRetrying } from '../shared/api/use-read.ts'
import { createPortalRouter } from './router.tsx'
import { theme, variables } from './theme.ts'

/** The page's policy lets in only those styles that carry it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
setNonce(nonce)

const client = new QueryClient({
  defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 5_000 }, mutations: { retry: false } },
})
const router = createPortalRouter(client)

onSessionEnd(() => {
  if (client.getQueryData(sessionQuery.queryKey) !== null) forgetSession(client)
})

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
