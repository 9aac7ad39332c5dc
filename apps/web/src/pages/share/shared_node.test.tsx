import type { NodeTypeInfo } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { SharedNode } from './shared_node.tsx'

afterEach(cleanup)

const type: NodeTypeInfo = {
  type: 'http_request',
  version: 1,
  category: 'api',
  name: 'HTTP Request',
  icon: 'globe',
  description: '',
  docs: 'Calls an address.',
  summary: '',
  role: 'action',
  effect: 'pure',
  inputs: [{ id: 'url', type: 'string', name: 'Address', description: 'Where to' }],
  outputs: [],
  config_schema: {
    type: 'object',
    properties: { follow: { title: 'Follow redirects' }, key: { title: 'Key' } },
  },
  examples: [],
}
const place = { position: { x: 0, y: 0 } }
const call = {
  id: 'call',
  type: 'http_request',
  label: 'Fetch',
  ...place,
  config: { follow: true, key: '', auth: { kind: 'bearer', token: '' } },
  inputs: { url: 'https://x.example' },
}

test('what is set is shown by the names of the form, where a value comes from, and what was left out', async () => {
  const { Stage } = editorStage({
    workflow: {
      nodes: [{ id: 'start', type: 'manual_trigger', label: 'Start', ...place, config: {} }, call],
      connections: [
        { id: 'c', source_node: 'start', source_port: 'trigger', target_node: 'call', target_port: 'after' },
      ],
    },
    types: [type],
  })
  render(<SharedNode node={call} leftOut={['/config/key', '/config/auth/token']} />, { wrapper: Stage })
  const rows = screen
    .getAllByRole('term')
    .map((term) => `${term.textContent}: ${term.nextSibling?.textContent}`)
  expect(rows).toEqual([
    'after: from Start · trigger',
    'Address: https://x.example',
    'Follow redirects: yes',
    'Key:  left out, a secret',
    `auth: ${JSON.stringify({ kind: 'bearer', token: 'left out, a secret' }, null, 2)}`,
  ])
  expect(screen.queryByRole('textbox')).toBeNull()
  await userEvent.click(screen.getByRole('tab', { name: 'Docs' }))
  expect(screen.getByText('Calls an address.')).toBeTruthy()
})

test('a node of a type that is not here says so', async () => {
  const { Stage } = editorStage({ workflow: {} })
  render(<SharedNode node={{ ...call, type: 'other' }} leftOut={[]} />, { wrapper: Stage })
  await userEvent.click(screen.getByRole('tab', { name: 'Docs' }))
  expect(screen.getByText('The type “other” is not known here.')).toBeTruthy()
})
