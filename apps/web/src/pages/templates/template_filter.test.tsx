import type { TemplateInfo } from '@llamanexus/contract'
import { expect, test } from 'vitest'
import { filtered } from './template_filter.tsx'

const template = (id: string, category: string, type: string): TemplateInfo => ({
  id,
  name: `The ${id}`,
  description: 'Does something',
  category,
  parameters_schema: {},
  sample: null,
  preview: { nodes: [{ id: 'a', type, position: { x: 0, y: 0 } }], connections: [] },
})
const all = [template('receipt', 'Webhooks', 'http_webhook'), template('digest', 'Documents', 'llm_chat')]
const ids = (search: string, category?: string) => filtered(all, { search, category }).map(({ id }) => id)

test('templates are found by their words, their category and what they are made of', () => {
  expect(ids('')).toEqual(['receipt', 'digest'])
  expect(ids('RECEIPT the')).toEqual(['receipt'])
  expect(ids('llm')).toEqual(['digest'])
  expect(ids('', 'Webhooks')).toEqual(['receipt'])
  expect(ids('digest', 'Webhooks')).toEqual([])
})
