import Button from '@mui/material/Button'
import { CircleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { EmptyState } from './empty_state.tsx'

interface ErrorBoundaryProps {
  /** What is shown: another one is tried afresh. */
  name: string
  children: ReactNode
}

interface Failed {
  error?: unknown
  name?: string
}

/** Keeps what fails in a page to that page. React offers this to classes alone. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, Failed> {
  override state: Failed = {}

  static getDerivedStateFromError(error: unknown): Failed {
    return { error }
  }

  static getDerivedStateFromProps({ name }: ErrorBoundaryProps, failed: Failed): Failed | null {
    return failed.name === name ? null : { name, error: undefined }
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <FailedPage error={this.state.error} />
  }
}

const FailedPage = ({ error }: { error: unknown }) => (
  <main>
    <EmptyState
      icon={CircleAlert}
      tone="error"
      title={isOutdated(error) ? 'A newer release is running' : 'This page has failed'}
      action={
        <>
          <Button variant="contained" onClick={() => globalThis.location.reload()}>
            Load it again
          </Button>
          {/* A link of the browser's own: whatever state the app is in is left behind. */}
          <Button variant="outlined" href="/workflows">
            All workflows
          </Button>
        </>
      }
    >
      {isOutdated(error)
        ? 'The server has been updated since this page was opened. What you changed is kept.'
        : `What you changed is kept. ${error instanceof Error ? error.message : String(error)}`}
    </EmptyState>
  </main>
)

/** Vite names files after their content: those of a former release are gone from the server. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|preload CSS|module script failed/i.test(error.message)
