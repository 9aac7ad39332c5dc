import { type Call, type Query, routes } from '@llamanexus/contract'
import type { Catalogue } from '@llamanexus/workflow'
import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useApi } from './api_context.tsx'
import { queryKeys } from './query_keys.ts'

const PAGE_SIZE = 50

/** The workflows that match, fifty at a time. */
export const useWorkflows = (query: NonNullable<Query<typeof routes.listWorkflows>> = {}) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.workflows, query],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listWorkflows, { query: { limit: PAGE_SIZE, ...query, offset: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
    placeholderData: keepPreviousData,
    // A trigger may break, and the next run of a schedule comes nearer, without a run to tell of it.
    refetchInterval: 30_000,
  })
}

export const useWorkflow = (id: string | undefined) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.workflow(id ?? ''),
    queryFn: ({ signal }) => call(routes.getWorkflow, { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  })
}

/** The document as it was at a version; versions never change. */
export const useWorkflowVersion = (id: string, version: number | undefined) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.version(id, version ?? 0),
    queryFn: ({ signal }) => call(routes.getVersion, { params: { id, version: version ?? 0 }, signal }),
    enabled: version !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The versions that were saved, newest first, fifty at a time. */
export const useVersions = (id: string) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: queryKeys.versions(id),
    queryFn: ({ pageParam, signal }) =>
      call(routes.listVersions, { params: { id }, query: { limit: PAGE_SIZE, offset: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
  })
}

/** What changed between two versions, in a line for people. */
export const useVersionDiff = (id: string, query: { from: number; to: number }) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.versionDiff(id, query.from, query.to),
    queryFn: ({ signal }) => call(routes.diffVersions, { params: { id }, query, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Every node type, by name. They change with the server only. */
export const nodeTypesQuery = (call: Call) =>
  queryOptions({
    queryKey: queryKeys.nodeTypes,
    queryFn: async ({ signal }): Promise<Catalogue> => {
      const { items } = await call(routes.listNodeTypes, { query: { limit: 200 }, signal })
      return new Map(items.map((type) => [type.type, type]))
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useNodeTypes = () => useQuery(nodeTypesQuery(useApi().call))

/** The runs of a workflow, newest first, fifty at a time. */
export const useExecutions = (
  workflowId: string,
  query: NonNullable<Query<typeof routes.listExecutions>> = {},
) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.executions(workflowId), query],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listExecutions, {
        params: { id: workflowId },
        query: { limit: PAGE_SIZE, ...query, offset: pageParam },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
    placeholderData: keepPreviousData,
  })
}

/** The runs of all workflows, newest first, fifty at a time. */
export const useAllExecutions = (query: NonNullable<Query<typeof routes.listAllExecutions>> = {}) => {
  const { call } = useApi()
  return useInfiniteQuery({
    queryKey: [...queryKeys.allExecutions, 'all', query],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listAllExecutions, { query: { limit: PAGE_SIZE, ...query, offset: pageParam }, signal }),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
    placeholderData: keepPreviousData,
  })
}

export const useExecution = (id: string | undefined) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.execution(id ?? ''),
    queryFn: ({ signal }) => call(routes.getExecution, { params: { eid: id ?? '' }, signal }),
    enabled: id !== undefined,
  })
}

/** What became of one node in one frame, with its inputs; `settled` belongs to the key, so that it is read again at the end. */
/** A run without its nodes. */
export const useExecutionSummary = (id: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.execution(id), 'summary'],
    queryFn: ({ signal }) =>
      call(routes.getExecution, { params: { eid: id }, query: { node_executions_limit: 0 }, signal }),
  })
}

export const useNodeExecution = (
  executionId: string | undefined,
  path: string | undefined,
  settled: boolean,
) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.execution(executionId ?? ''), 'node', path, settled],
    queryFn: async ({ signal }) => {
      const params = { eid: executionId ?? '' }
      const { items } = await call(routes.listNodeExecutions, {
        params,
        query: { prefix: path ?? '' },
        signal,
      })
      return items.find((item) => item.path === path) ?? null
    },
    enabled: executionId !== undefined && path !== undefined,
    placeholderData: (before) => (before?.path === path ? before : undefined),
  })
}

export const useTemplates = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.templates,
    queryFn: ({ signal }) => call(routes.listTemplates, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  })
}

export const useModels = () => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.models,
    queryFn: ({ signal }) => call(routes.listModels, { signal }),
    staleTime: 30_000,
  })
}

interface SavedWorkflow {
  id: string
  version: number
  is_active: boolean
}

/** What the triggers of a workflow do, by the version that was saved; asked again now and then, for a trigger may break. */
export const useTriggers = ({ id, version, is_active }: SavedWorkflow) => {
  const { call } = useApi()
  return useQuery({
    queryKey: [...queryKeys.triggers(id), version, is_active],
    queryFn: ({ signal }) => call(routes.listTriggers, { params: { id }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: is_active ? 10_000 : false,
    retry: false,
  })
}

/** What a cron expression means and when it comes next, as the server reads it. */
export const useSchedulePreview = (cron: string, timezone: string) => {
  const { call } = useApi()
  return useQuery({
    queryKey: queryKeys.schedulePreview(cron, timezone),
    queryFn: ({ signal }) =>
      call(routes.previewSchedule, { query: { cron, ...(timezone === '' ? {} : { timezone }) }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    // The next runs are those from now.
    staleTime: 1000,
  })
}

const nextOffset = ({
  offset,
  items,
  total,
}: {
  offset: number
  items: readonly unknown[]
  total: number
}) => (offset + items.length < total && items.length > 0 ? offset + items.length : undefined)
