import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { testCatalogue } from './catalogue_fixture.ts'
import { parseWorkflow } from './parse_workflow.ts'
import { validateWorkflow } from './validate_workflow.ts'

test('the document in the guide is sound', async () => {
  const guide = await readFile(new URL('../../../docs/guides/workflow-language.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? []
  const { workflow, findings } = parseWorkflow(example)
  assert.deepEqual(findings, [])
  assert.equal(workflow?.nodes.length, 5)
  assert.deepEqual(validateWorkflow(workflow, testCatalogue()), [])
})
