import type { JsonValue } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { editorStage } from '../../ui/testing/editor_stage.tsx'
import { dependentKinds } from './dependent_kinds.ts'
import { DependentWidget } from './dependent_widget.tsx'
import { pickFilter } from './pick_filter.ts'
import type { WidgetProps } from './widget_props.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(cleanup)

const parameters = { type: 'object', properties: { message: { type: 'string' } } }
const answers: Record<string, JsonValue> = {
  listMcpTools: { items: [{ name: 'echo', description: 'Says it again', parameters, repeatable: true }] },
  listMcpResources: { items: [{ name: 'Blob', uriTemplate: 'demo://blob/{id}/{name*}' }] },
}

const open = (server: string | undefined) => {
  const asked: unknown[] = []
  const call = (route: { id: string }, given: unknown) => {
    asked.push(given)
    return answers[route.id]
  }
  const { Stage } = editorStage({ workflow: {}, call })
  const write = vi.fn<(values: Readonly<Record<string, JsonValue | undefined>>) => void>()
  const schema = {
    'x-server-from': '/inputs/server',
    'x-schema-to': '/config/input_schema',
    'x-repeatable-to': '/config/repeatable',
  }
  const field = { widget: 'mcp_tool', pointer: '/inputs/tool', schema } as unknown as WidgetProps['field']
  const node = { read: (pointer: string) => (pointer === '/inputs/server' ? server : undefined), write }
  render(
    <>
      <label htmlFor="f">Tool</label>
      <DependentWidget
        field={field}
        value={undefined}
        onChange={() => undefined}
        id="f"
        describedBy=""
        isInvalid={false}
        node={node}
      />
    </>,
    { wrapper: Stage },
  )
  return { asked, write, box: screen.getByRole('combobox', { name: 'Tool' }) }
}

test('what is picked fills in what follows from it, together', async () => {
  const { write, box, asked } = open('everything')
  expect(asked).toEqual([])
  await userEvent.click(box)
  await userEvent.click(await screen.findByRole('option', { name: /echo/ }))
  await expect
    .poll(() => write.mock.calls.at(-1)?.[0])
    .toEqual({
      '/inputs/tool': 'echo',
      '/config/input_schema': parameters,
      '/config/repeatable': true,
    })
})

test('without a server nobody is asked', async () => {
  for (const server of [undefined, '{{ trigger.server }}']) {
    const { box, asked } = open(server)
    await userEvent.click(box)
    expect(await screen.findByText('Choose the server first.')).toBeTruthy()
    expect(asked).toEqual([])
    cleanup()
  }
})

test('the variables of a template become arguments', async () => {
  const call = (async () => answers['listMcpResources']) as never
  const [blob] = await dependentKinds.mcp_resource.list(
    call,
    { source: 'everything' },
    new AbortController().signal,
  )
  expect(blob).toMatchObject({
    value: 'demo://blob/{id}/{name*}',
    fills: {
      'x-schema-to': {
        type: 'object',
        properties: { id: { type: 'string' }, name: { type: 'string' } },
        required: ['id', 'name'],
      },
    },
  })
})

test('is found by any words that are shown of it, and a credential of the node goes along', async () => {
  const items = Array.from({ length: 300 }, (_, n) => ({
    id: `op${n}`,
    method: 'GET',
    path: `/things/${n}`,
    summary: n === 250 ? 'The odd one' : 'A thing',
  }))
  const picks = await dependentKinds.openapi_operation.list(
    (async () => ({ items })) as never,
    { source: 'https://api.example.com/openapi.json' },
    new AbortController().signal,
  )
  const filter = pickFilter(new Map(picks.map((pick) => [pick.value, pick])))
  const found = (inputValue: string) =>
    filter(
      picks.map(({ value }) => value),
      { inputValue, getOptionLabel: (option) => option },
    )
  expect(found('')).toHaveLength(100)
  expect(found('odd GET')).toEqual(['op250'])
  expect(found('things/299')).toEqual(['op299'])
  const asked: unknown[] = []
  const call = (async (_route: unknown, given: unknown) => {
    asked.push(given)
    return { items: [] }
  }) as never
  const signal = new AbortController().signal
  await dependentKinds.mcp_tool.list(call, { source: 'https://a.example/mcp', credential: 'c1' }, signal)
  expect(asked).toMatchObject([{ params: { name: 'https://a.example/mcp' }, query: { credential: 'c1' } }])
})

test('a credential goes along to the description of an API, for the list and for what is picked', async () => {
  const asked: unknown[] = []
  const call = (async (_route: unknown, given: { body: unknown }) => {
    asked.push(given.body)
    return { items: [], parameters }
  }) as never
  const from = { source: 'https://api.example.com/openapi.json', credential: 'c1' }
  await dependentKinds.openapi_operation.list(call, from, new AbortController().signal)
  const fills = await dependentKinds.openapi_operation.more(call, from, 'getOrder')
  const body = { spec_url: from.source, credential: 'c1' }
  expect(asked).toEqual([body, { ...body, operation: 'getOrder' }])
  expect(fills).toEqual({ 'x-schema-to': parameters })
})
