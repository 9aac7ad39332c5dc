import type { FunctionDraft, FunctionTry, WorkspaceFunction } from '@llamanexus/contract'

const draft: FunctionDraft = {
  name: 'slug',
  description: 'A text as part of an address',
  language: 'javascript',
  code: "return text.toLowerCase().replaceAll(' ', '-')",
  parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}

const saved: WorkspaceFunction = {
  ...draft,
  version: 1,
  created_at: '2026-01-05T09:30:00.000Z',
  updated_at: '2026-01-05T09:30:00.000Z',
}

const tried: FunctionTry = { ok: true, result: 'green-tea', stdout: '', duration_ms: 3, error: null }

export const functionExamples = {
  listFunctions: { reply: { items: [saved], total: 1, limit: 50, offset: 0 } },
  createFunction: { body: { ...draft }, reply: saved },
  getFunction: { reply: saved },
  updateFunction: { body: { ...draft }, reply: { ...saved, version: 2 } },
  deleteFunction: {},
  runFunction: { body: { args: { text: 'Green tea' } }, reply: tried },
}
