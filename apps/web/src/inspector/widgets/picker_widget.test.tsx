import type { JsonValue } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { PickerWidget } from './picker_widget.tsx'
import type { WidgetProps } from './widget_props.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const workflows = [
  { id: 'w1', name: 'Orders' },
  { id: 'w2', name: 'Digest' },
]

const open = (start?: JsonValue, node?: WidgetProps['node']) => {
  const call = ({ id }: { id: string }) => ({ items: id === 'listWorkflows' ? workflows : [], total: 2 })
  const { Stage } = editorStage({ workflow: {}, call })
  const told = vi.fn<(value: JsonValue | undefined) => void>()
  const Held = () => {
    const [value, setValue] = useState(start)
    const schema = { 'x-names-node': true }
    const field = {
      widget: 'workflow',
      pointer: '/config/workflow_id',
      schema,
    } as unknown as WidgetProps['field']
    const change = (next: JsonValue | undefined) => {
      told(next)
      setValue(next)
    }
    return (
      <>
        <label htmlFor="f">Workflow</label>
        <PickerWidget
          field={field}
          value={value}
          onChange={change}
          id="f"
          describedBy=""
          isInvalid={false}
          {...(node && { node })}
        />
      </>
    )
  }
  render(<Held />, { wrapper: Stage })
  return { told, box: screen.getByRole<HTMLInputElement>('combobox', { name: 'Workflow' }) }
}

test('what is there can be picked by its name, and is kept by its id', async () => {
  const { told, box } = open()
  await userEvent.click(box)
  await userEvent.click(await screen.findByRole('option', { name: /Digest/ }))
  expect(told).toHaveBeenLastCalledWith('w2')
  expect(box.value).toBe('Digest')
})

test('a name can be typed, and so can an id or an expression', async () => {
  const { told, box } = open()
  await userEvent.type(box, 'Orders')
  await userEvent.tab()
  expect(told).toHaveBeenLastCalledWith('w1')
})

test('what is gone is said to be', async () => {
  open('w9')
  expect(await screen.findByText(/not there any more/)).toBeTruthy()
})

test('a node that nobody has named takes the name of what is picked, and one that has a name keeps it', async () => {
  const pick = async (label?: string) => {
    const write = vi.fn<(values: Readonly<Record<string, JsonValue | undefined>>) => void>()
    const { told, box } = open('w1', { read: () => label, write })
    await userEvent.click(box)
    await userEvent.clear(box)
    await userEvent.click(await screen.findByRole('option', { name: /Digest/ }))
    cleanup()
    return { written: write.mock.calls.at(-1)?.[0], told: told.mock.calls.at(-1)?.[0] }
  }
  const named = { '/config/workflow_id': 'w2', '/label': 'Digest' }
  expect((await pick()).written).toEqual(named)
  expect((await pick('Orders')).written).toEqual(named)
  expect(await pick('My own')).toEqual({ written: undefined, told: 'w2' })
})
