import type { Execution } from '@llamanexus/contract'
import type { Workflow } from '@llamanexus/workflow'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { useDocument, useEditor } from '../document/editor_context.tsx'
import { useRun } from '../runs/run_context.tsx'
import { editorStage } from '../ui/testing/editor_stage.tsx'
import { useOpenRun } from './use_open_run.ts'
import { VersionBanner } from './version_banner.tsx'
import { VersionsDialog } from './versions_dialog.tsx'

afterEach(cleanup)

test('a run shows on the version that it ran, and the way back leads to the unsaved edits', async () => {
  const { Stage, editor } = stage()
  editor.document.edit('Rename', (transaction) => transaction.setName('Edited, not saved'))
  render(
    <Stage>
      <VersionBanner />
      <Canvas />
    </Stage>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Open the run' }))
  expect(await screen.findByText('Old name')).toBeTruthy()
  expect(screen.getByRole('status').textContent).toContain('Run of version 2')

  await userEvent.click(screen.getByRole('button', { name: 'Change it' }))
  expect(screen.getByText('Old name')).toBeTruthy()

  await userEvent.click(screen.getByRole('button', { name: 'Back to the current version' }))
  expect(screen.getByText('Edited, not saved')).toBeTruthy()
  expect(editor.document.history.getState().undo).toBe('Rename')
})

test('a run of the current version shows on the document that is being edited', async () => {
  const { Stage } = stage(5)
  render(
    <Stage>
      <VersionBanner />
      <Canvas />
    </Stage>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Open the run' }))
  expect(await screen.findByText('run e')).toBeTruthy()
  expect(screen.queryByText('Back to the current version')).toBeNull()
})

test('restoring a version says what it did, and what went against it', async () => {
  const { Stage, editor } = stage()
  const onClose = vi.fn()
  const onRestore = vi
    .fn()
    .mockRejectedValueOnce(new Error('Somebody else has saved.'))
    .mockResolvedValueOnce({ version: 6, summary: 'removed 1 node' })
  render(
    <Stage>
      <VersionsDialog onRestore={onRestore} onClose={onClose} />
    </Stage>,
  )
  await userEvent.click(await screen.findByRole('button', { name: /Version 2/ }))
  expect(await screen.findByText(/added 1 node/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Restore it' }))
  expect(await screen.findByText('Somebody else has saved.')).toBeTruthy()
  expect(onClose).not.toHaveBeenCalled()

  await userEvent.click(screen.getByRole('button', { name: 'Restore it' }))
  await expect.poll(() => onClose.mock.calls.length).toBe(1)
  expect(editor.session.getState().notice?.text).toBe('Version 2 is restored, as version 6: removed 1 node')
})

const Canvas = () => {
  const { document } = useEditor()
  const openRun = useOpenRun()
  const name = useDocument((state) => state.meta.name)
  const run = useRun((state) => state.header?.id)
  return (
    <>
      <p>{name}</p>
      <p>run {run}</p>
      <button type="button" onClick={() => void openRun('e')}>
        Open the run
      </button>
      <button type="button" onClick={() => document.edit('Change', (t) => t.setName('Changed'))}>
        Change it
      </button>
    </>
  )
}

const stage = (ranVersion = 2) => {
  const answers: Record<string, unknown> = {
    getExecution: { ...execution, workflow_version: ranVersion },
    getVersion: { ...old },
    listVersions: {
      items: [5, 2].map((version) => ({
        version,
        change_summary: 'changed something',
        created_by: null,
        created_at: old.created_at,
      })),
      total: 2,
      limit: 50,
      offset: 0,
    },
    diffVersions: { from: 2, to: 5, summary: 'added 1 node', changes: [] },
  }
  return editorStage({ workflow: { ...old, name: 'New name', version: 5 }, call: ({ id }) => answers[id] })
}

const old: Workflow = {
  id: 'w',
  name: 'Old name',
  nodes: [],
  connections: [],
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 2,
  is_active: false,
}

const execution: Execution = {
  id: 'e',
  workflow_id: 'w',
  workflow_version: 2,
  status: 'completed',
  source: 'manual',
  trigger_node: null,
  parent_id: null,
  started_at: old.created_at,
  completed_at: old.created_at,
  duration_ms: 1,
  error: null,
  trigger_data: null,
  final_output: null,
  node_executions: {},
  node_executions_total: 0,
  usage: null,
  last_seq: 1,
}
