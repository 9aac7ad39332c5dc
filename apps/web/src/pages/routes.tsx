import { type ComponentType, lazy, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { ErrorBoundary } from '../ui/error_boundary.tsx'

/** Every page of the app, each loaded when it is first opened. */
export const Routes = () => {
  const [path] = useLocation()
  return (
    <ErrorBoundary name={path}>
      <Suspense fallback={<div role="status" aria-label="Loading" />}>
        <Pages />
      </Suspense>
    </ErrorBoundary>
  )
}

const Pages = () => (
  <Switch>
    <Route path="/" component={WorkflowsPage} />
    <Route path="/workflows" component={WorkflowsPage} />
    <Route path="/workflows/:id" component={BuilderPage} />
    <Route path="/workflows/:id/executions/:eid" component={BuilderPage} />
    <Route path="/executions" component={ExecutionsPage} />
    <Route path="/approvals" component={ApprovalsPage} />
    <Route path="/functions" component={FunctionsPage} />
    <Route path="/functions/:name" component={FunctionsPage} />
    <Route path="/templates" component={TemplatesPage} />
    <Route path="/models" component={ModelsPage} />
    <Route path="/credentials" component={CredentialsPage} />
    <Route path="/knowledge" component={KnowledgePage} />
    <Route path="/knowledge/:name" component={KnowledgePage} />
    <Route path="/files" component={FilesPage} />
    <Route path="/mcp" component={McpPage} />
    <Route path="/share/:token" component={SharePage} />
    <Route path="/settings" component={SettingsPage} />
    <Route>
      <Redirect to="/workflows" replace />
    </Route>
  </Switch>
)

/** A page is `pages/<name>/<name>_page.tsx` with the component as its default export. */
const pages = import.meta.glob<{ default: ComponentType }>('./*/*_page.tsx')

const page = (name: string) =>
  lazy(async () => (await pages[`./${name}/${name}_page.tsx`]?.()) ?? { default: () => null })

const WorkflowsPage = page('workflows')
const BuilderPage = page('builder')
const ExecutionsPage = page('executions')
const ApprovalsPage = page('approvals')
const FunctionsPage = page('functions')
const TemplatesPage = page('templates')
const ModelsPage = page('models')
const CredentialsPage = page('credentials')
const KnowledgePage = page('knowledge')
const FilesPage = page('files')
const McpPage = page('mcp')
const SettingsPage = page('settings')
const SharePage = page('share')
