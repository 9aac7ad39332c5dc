import type { JsonValue } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { AgentToolsWidget } from './agent_tools_widget.tsx'
import type { WidgetProps } from './widget_props.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const answers: Record<string, JsonValue> = {
  listCollections: { items: [{ name: 'handbook', chunks: 3, model: 'lexical' }] },
  listMcpServers: { items: [{ name: 'tickets', transport: 'stdio', state: 'idle' }] },
  listMcpTools: { items: [{ name: 'create_ticket', description: 'Opens a ticket', parameters: {} }] },
}

const open = (start: JsonValue) => {
  const asked: string[] = []
  const changes: (JsonValue | undefined)[] = []
  const call = (route: { id: string }) => {
    asked.push(route.id)
    return answers[route.id]
  }
  const { Stage } = editorStage({ workflow: {}, call })
  const Held = () => {
    const [value, setValue] = useState<JsonValue | undefined>(start)
    const onChange = (next: JsonValue | undefined) => {
      changes.push(next)
      setValue(next)
    }
    const field = { widget: 'agent_tools', schema: {} } as unknown as WidgetProps['field']
    return (
      <AgentToolsWidget
        field={field}
        value={value}
        onChange={onChange}
        id="t"
        describedBy=""
        isInvalid={false}
      />
    )
  }
  render(<Held />, { wrapper: Stage })
  return { asked, changes }
}

const pick = async (field: RegExp, option: RegExp) => {
  await userEvent.click(screen.getByRole('combobox', { name: field }))
  await userEvent.click(await screen.findByRole('option', { name: option }))
}

test('the server and the tool of an MCP tool are picked, and the server is asked when somebody looks', async () => {
  const { asked, changes } = open([{ kind: 'mcp' }])
  expect(asked).not.toContain('listMcpTools')
  await pick(/MCP server/, /tickets/)
  await pick(/^Tool/, /create_ticket.*Opens a ticket/)
  expect(changes.at(-1)).toEqual([{ kind: 'mcp', server: 'tickets', name: 'create_ticket' }])
})

test('the tools of no server are not asked for, and it says so', async () => {
  const { asked } = open([{ kind: 'mcp' }])
  await userEvent.click(screen.getByRole('combobox', { name: /^Tool/ }))
  expect(await screen.findByText('Choose the server first.')).toBeTruthy()
  expect(asked).not.toContain('listMcpTools')
})

test('the collection of a search is picked', async () => {
  const { changes } = open([{ kind: 'retrieval' }])
  await pick(/Collection/, /handbook/)
  expect(changes.at(-1)).toEqual([{ kind: 'retrieval', name: 'handbook' }])
})
