import type { JsonValue } from '@llamanexus/workflow'
import { useMemo } from 'react'
import { type ExecutionControl, useControlExecution, useRunWorkflow } from '../api/mutations.ts'
import { useCatalogue, useDocument, useEditor, useFindings } from '../document/editor_context.tsx'
import { describeError } from '../ui/describe_error.ts'
import { plural } from '../ui/format.ts'
import { useVersionView } from '../versions/version_view.tsx'
import { useRun, useRunStore } from './run_context.tsx'
import { isOver } from './run_records.ts'
import { sampleData, triggersOf } from './trigger_data.ts'

/** Everything that can be done with a run from the editor, and why it cannot be done right now. */
export const useRunActions = () => {
  const { session, save } = useEditor()
  const store = useRunStore()
  const catalogue = useCatalogue()
  const workflowId = useDocument((state) => state.server.id)
  const nodes = useDocument((state) => state.nodes)
  const errors = useFindings().filter((finding) => finding.severity === 'error').length
  const status = useRun((state) => state.header?.status)
  const executionId = useRun((state) => state.header?.id)
  const { mutateAsync: start } = useRunWorkflow()
  const { mutateAsync: control } = useControlExecution()
  const { look } = useVersionView()
  const isStarting = useRun((state) => state.is_starting)
  const triggers = useMemo(() => triggersOf(Object.values(nodes), catalogue), [nodes, catalogue])
  const isActive = status !== undefined && !isOver(status)

  const blocked = isStarting
    ? 'The run is being started'
    : errors > 0
      ? `${plural(errors, 'error')} in the workflow: fix ${errors === 1 ? 'it' : 'them'} to run`
      : Object.keys(nodes).length === 0
        ? 'Add a node first'
        : undefined

  const run = async ({ trigger, data }: { trigger?: string; data?: JsonValue } = {}) => {
    store.setState({ is_starting: true })
    try {
      // What runs is what is seen.
      look(undefined)
      await save()
      const first = triggers.find((node) => node.id === trigger) ?? triggers[0]
      const execution = await start({
        id: workflowId,
        data: data ?? sampleData(first, catalogue),
        ...(first ? { trigger: first.id } : {}),
      })
      session.setState({ is_bottom_open: true })
      await store.follow(execution.id)
    } catch (error) {
      session.notify(`Could not be run. ${describeError(error)}`)
    }
    store.setState({ is_starting: false })
  }

  const send = async (wish: ExecutionControl) => {
    if (executionId === undefined) return
    try {
      await control({ id: executionId, control: wish })
    } catch (error) {
      session.notify(describeError(error))
    }
  }

  return { run, send, triggers, blocked, isStarting, isActive, status, workflowId }
}
