import type { JsonValue, WorkflowNode } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { ScopeProvider } from '../scope_context.tsx'
import { CredentialWidget } from './credential_widget.tsx'
import type { WidgetProps } from './widget_props.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const bearer = {
  type: 'bearer',
  name: 'Bearer token',
  description: '',
  hosts: 'named',
  schema: { type: 'object', properties: { token: { type: 'string', title: 'Token' } } },
}
const call = ({ id }: { id: string }) => ({ items: id === 'listCredentialTypes' ? [bearer] : [], total: 1 })

const hostsOffered = async (
  fields: Pick<WorkflowNode, 'config' | 'inputs'>,
  siblings: Readonly<Record<string, JsonValue>>,
  schema = {},
) => {
  const node: WorkflowNode = { id: 'n', type: 'vector_store', position: { x: 0, y: 0 }, ...fields }
  const { Stage } = editorStage({ workflow: { nodes: [node] }, call })
  const field = { schema: { 'x-credential-types': ['bearer'], ...schema } } as unknown as WidgetProps['field']
  const props = { field, siblings, value: undefined, id: 'f', describedBy: '', isInvalid: false }
  render(
    <ScopeProvider node={node}>
      <CredentialWidget {...props} onChange={() => undefined} />
    </ScopeProvider>,
    { wrapper: Stage },
  )
  await userEvent.click(screen.getByRole('button', { name: /New credential/ }))
  return ((await screen.findByLabelText(/^Hosts/)) as HTMLInputElement).value
}

test('a new credential is for the host of its own group of fields', async () => {
  const store = { kind: 'qdrant', url: 'https://qdrant.example.com:6333' }
  expect(await hostsOffered({ config: { store } }, store)).toBe('qdrant.example.com:6333')
})

test('else for the host that the node sends to', async () => {
  const config = { options: { retries: 1 } }
  const inputs = { url: 'https://api.example.com/v1' }
  expect(await hostsOffered({ config, inputs }, config.options)).toBe('api.example.com')
  cleanup()
  const named = { config: { server: 'https://a.example.com' }, inputs }
  expect(await hostsOffered(named, named.config, { 'x-host-from': 'server' })).toBe('a.example.com')
})
