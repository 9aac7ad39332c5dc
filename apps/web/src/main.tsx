import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProvider, createBrowserApi } from './api/api_context.tsx'
import { Routes } from './pages/routes.tsx'
import { startTheme } from './theme/theme_mode.ts'
import { ThemeProvider } from './theme/theme_provider.tsx'

startTheme()

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: 1 } },
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
