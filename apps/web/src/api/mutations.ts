import { type BroughtFunctions, broughtFunctions, routes } from '@llamanexus/contract'
import type { JsonObject, JsonValue, Workflow, WorkflowDraft } from '@llamanexus/workflow'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

export const useCreateWorkflow = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (draft: WorkflowDraft) => call(routes.createWorkflow, { body: draft }),
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

/** Makes a workflow from JSON or YAML text, with the functions that it brings; the server reads it, so that both mean the same everywhere. */
export const useImportWorkflow = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: async (text: string): Promise<{ workflow: Workflow; functions: BroughtFunctions }> => {
      const type = text.trimStart().startsWith('{') ? 'application/json' : 'application/yaml'
      let functions: BroughtFunctions = { imported: [], renamed: [] }
      const workflow = await call(routes.importWorkflow, {
        body: text,
        headers: { 'content-type': type },
        onHeaders: (headers) => {
          functions = broughtFunctions(headers)
        },
      })
      return { workflow, functions }
    },
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

export const useDeleteWorkflow = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (id: string) => call(routes.deleteWorkflow, { params: { id } }),
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

/** Reads the newest version and saves it changed; a save in between is refused by its version, never overwritten. */
export const useChangeWorkflow = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: async ({ id, change }: { id: string; change: (workflow: Workflow) => Workflow }) => {
      const workflow = await call(routes.getWorkflow, { params: { id } })
      const headers = { 'if-match': `"${workflow.version}"` }
      return call(routes.updateWorkflow, { params: { id }, body: change(workflow), headers })
    },
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

/** Makes a copy of a workflow, with triggers off, so that the two do not answer the same calls. */
export const useDuplicateWorkflow = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: async (id: string) => {
      const { id: _, version: __, ...workflow } = await call(routes.getWorkflow, { params: { id } })
      return call(routes.createWorkflow, {
        body: { ...workflow, name: `${workflow.name} (copy)`, is_active: false },
      })
    },
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

export interface RunRequest {
  id: string
  data: JsonValue
  trigger?: string
  until?: string
}

export const useRunWorkflow = () => {
  const { call } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, data, trigger, until }: RunRequest) =>
      call(routes.executeWorkflow, {
        params: { id },
        query: { ...(trigger ? { trigger } : {}), ...(until ? { until } : {}) },
        body: data,
      }),
    onSuccess: (_, { id }) =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.executions(id) }),
        queries.invalidateQueries({ queryKey: queryKeys.workflows }),
      ]),
  })
}

export type ExecutionControl = 'cancel' | 'pause' | 'resume'

export const useControlExecution = () => {
  const { call } = useApi()
  const controls = {
    cancel: routes.cancelExecution,
    pause: routes.pauseExecution,
    resume: routes.resumeExecution,
  }
  return useMutation({
    mutationFn: ({ id, control }: { id: string; control: ExecutionControl }) =>
      call(controls[control], { params: { eid: id } }),
  })
}

/** Runs an ended run again, whole, on the version that it ran. */
export const useRetryExecution = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (id: string) => call(routes.retryExecution, { params: { eid: id } }),
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

export const useInstantiateTemplate = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: ({ id, parameters }: { id: string; parameters: JsonObject }) =>
      call(routes.instantiateTemplate, { params: { id }, body: parameters }),
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

/** Makes a workflow around an example of a node type. */
export const useInstantiateExample = () => {
  const { call } = useApi()
  return useMutation({
    mutationFn: (params: { type: string; number: number }) => call(routes.instantiateExample, { params }),
    onSuccess: useRefresh(queryKeys.workflows),
  })
}

const useRefresh = (queryKey: readonly unknown[]) => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey })
}
