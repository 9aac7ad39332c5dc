import { ApiError } from '@llamanexus/contract'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProvider, createBrowserApi } from './api/api_context.tsx'
import { Routes } from './pages/routes.tsx'
import { startTheme } from './theme/theme_mode.ts'
import { ThemeProvider } from './theme/theme_provider.tsx'

startTheme()

/** Once more, unless the server has said no: that it would say again, and the person waits for it. */
const isWorthAnother = (failures: number, error: Error): boolean =>
  failures === 0 && !(error instanceof ApiError && error.problem.status < 500)

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: isWorthAnother } },
})

const api = createBrowserApi()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ApiProvider api={api}>
        <ThemeProvider>
          <Routes />
        </ThemeProvider>
      </ApiProvider>
    </QueryClientProvider>
  </StrictMode>,
)
