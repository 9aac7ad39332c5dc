import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { codeCompletions } from './code_completions.ts'

const offered = async (language: 'javascript' | 'python' | 'sql', doc: string, given: string[] = []) => {
  const context = new CompletionContext(EditorState.create({ doc }), doc.length, false)
  const result = await codeCompletions(language, given)(context)
  return result?.options.map(({ label }) => label)
}

test('what the code is given, the words of its language, and names that stand in it', async () => {
  const labels = await offered('javascript', 'const totals = input\nreturn to', ['input'])
  expect(labels).toEqual(expect.arrayContaining(['input', 'return', 'totals']))
  expect(labels).not.toContain('to')
  expect(await offered('python', 'pr')).toContain('print')
  expect(await offered('sql', 'SELECT customer FROM orders WH')).toEqual(
    expect.arrayContaining(['WHERE', 'customer']),
  )
})

test('after a dot only names, and nothing where nothing is typed', async () => {
  expect(await offered('javascript', 'input.price + input.pr')).not.toContain('return')
  expect(await offered('javascript', 'input ')).toBeUndefined()
})
