import type { Workflow, WorkflowNode } from '@llamanexus/workflow'
import { describe, expect, it } from 'vitest'
import { createDocumentStore } from '../document_store.ts'
import { copyPart, parsePart, pastePart } from './clipboard.ts'
import { deleteAndHeal } from './delete_selection.ts'

const node = (id: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'set',
  position: { x: 0, y: 0 },
  config: {},
  ...more,
})
const link = (id: string, source_node: string, target_node: string) => ({
  id,
  source_node,
  source_port: 'output',
  target_node,
  target_port: 'input',
})
const workflow: Workflow = {
  id: 'w',
  name: '',
  nodes: [
    node('a'),
    node('each', { type: 'loop', position: { x: 300, y: 0 } }),
    node('in', { parent: 'each', inputs: { x: '{{ nodes.each.item + nodes.a.output }}' } }),
    node('b'),
  ],
  connections: [link('c1', 'a', 'each'), link('c2', 'each', 'in'), link('c3', 'each', 'b')],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: false,
}

describe('copy and paste', () => {
  it('brings a container with its body and inner connections, under fresh ids that expressions follow', () => {
    const store = createDocumentStore(workflow)
    const text = JSON.stringify(copyPart(store.state.getState(), ['each']))
    const part = parsePart(text)
    if (!part) throw new Error('not read')
    store.edit('Paste', (t) => pastePart(t, part, { at: { x: 10, y: 20 } }))
    const { nodes, connections } = store.state.getState()
    expect(nodes['each_2']?.position).toEqual({ x: 10, y: 20 })
    expect(nodes['in_2']).toMatchObject({
      parent: 'each_2',
      inputs: { x: '{{ nodes.each_2.item + nodes.a.output }}' },
    })
    expect(Object.values(connections).filter(({ source_node }) => source_node === 'each_2')).toHaveLength(1)
    store.undo()
    expect(store.toWorkflow()).toEqual(workflow)
  })

  it('takes a whole workflow as text and refuses anything else', () => {
    expect(parsePart(JSON.stringify(workflow))?.nodes).toHaveLength(4)
    expect(parsePart('hello')).toBeUndefined()
    expect(parsePart('{"nodes":[{"id":1}]}')).toBeUndefined()
    expect(parsePart('[]')).toBeUndefined()
  })

  it('deletes a node and joins what fed it to what it fed', () => {
    const store = createDocumentStore(workflow)
    store.edit('Heal', (t) => deleteAndHeal(t, { nodes: ['each'] }))
    expect(Object.values(store.state.getState().connections)).toMatchObject([
      { source_node: 'a', target_node: 'b', source_port: 'output' },
    ])
  })
})
