import type { Credential } from '@llamanexus/contract'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { DeleteCredentialDialog } from './delete_credential_dialog.tsx'

afterEach(cleanup)

const kept: Credential = {
  id: 'cred_1',
  name: 'Weather',
  type: 'api_key',
  hosts: ['a.com'],
  fields: {},
  secrets: ['key'],
  used_by: [],
  used_elsewhere: [],
  created_at: '',
  updated_at: '',
}

describe('deleting a credential', () => {
  it('names all that uses it, and where that can be changed', async () => {
    const call = vi.fn(() => null)
    const { Stage } = editorStage({ workflow: {}, call })
    const used: Credential = {
      ...kept,
      used_by: [{ id: 'w1', name: 'Forecast' }],
      used_elsewhere: [
        { kind: 'model_provider', name: 'openai' },
        { kind: 'mcp_server', name: 'tools' },
        { kind: 'collection', name: 'my handbook' },
      ],
    }
    render(<DeleteCredentialDialog credential={used} onClose={() => undefined} />, { wrapper: Stage })
    const items = screen.getAllByRole('listitem').map(({ textContent }) => textContent)
    expect(items).toEqual([
      'Forecast',
      'openai, model provider',
      'tools, MCP server',
      'my handbook, collection',
    ])
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'))
    expect(links).toEqual(['/workflows/w1', '/models', '/mcp', '/knowledge/my%20handbook'])
    await userEvent.click(screen.getByRole('button', { name: 'Delete all the same' }))
    expect(call).toHaveBeenCalledWith(expect.objectContaining({ id: 'deleteCredential' }), {
      params: { id: kept.id },
      query: { force: true },
    })
  })
})
