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

const open = (start?: JsonValue) => {
  const call = ({ id }: { id: string }) => ({ items: id === 'listWorkflows' ? workflows : [], total: 2 })
  const { Stage } = editorStage({ workflow: {}, call })
  const told = vi.fn<(value: JsonValue | undefined) => void>()
  const Held = () => {
    const [value, setValue] = useState(start)
    const field = { widget: 'workflow' } as WidgetProps['field']
    const change = (next: JsonValue | undefined) => {
      told(next)
      setValue(next)
    }
    return (
      <>
        <label htmlFor="f">Workflow</label>
        <PickerWidget field={field} value={value} onChange={change} id="f" describedBy="" isInvalid={false} />
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
