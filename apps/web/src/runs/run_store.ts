import { type Execution, type ExecutionEvent, routes } from '@llamanexus/contract'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../api/api_context.tsx'
import type { PickedFrames } from './frame_path.ts'
import { type NodeRun, nodeRunOf } from './node_run.ts'
import { emptyRecords, foldEvent, isOver, type RunHeader, type RunRecords, recordsOf } from './run_records.ts'

/** The run that the editor shows. Outside of the document, so that a run never makes the document render. */
export interface RunState {
  header: RunHeader | null
  /** By node id; a node whose run did not change keeps the same object. */
  nodes: ReadonlyMap<string, NodeRun>
  /** Changed in place: read it under `version`. */
  records: RunRecords | null
  /** Raised with every change that is published. */
  version: number
  picked: PickedFrames
  /** The node execution that the panels show in full. */
  path: string | null
  /** Why the run could not be read. */
  problem: string | null
  /** A run of our own is being started: when it appears it is not news. */
  is_starting: boolean
}

export interface RunStore extends StoreApi<RunState> {
  /** Shows a run: follows it when it is going on, reads it when it is over. Settles when its header is there. */
  follow(executionId: string): Promise<void>
  /** Shows a run that has been read already. */
  loadExecution(execution: Execution): void
  /** Looks at one iteration of a container; `null` at all of them. */
  pick(container: string, index: number | null): void
  /** Opens one node execution, and looks at its iterations. */
  showPath(path: string | null): void
  /** Looks at one frame, with those around it: `outer[1]/inner[0]/`. */
  lookAt(prefix: string): void
  /** Takes the run off the canvas. */
  clear(): void
  /** Stops listening. */
  dispose(): void
}

interface RunStoreOptions {
  api: Api
  /** Calls back once, soon; default the next frame of the screen. */
  schedule?: (callback: () => void) => void
}

const empty: RunState = {
  header: null,
  nodes: new Map(),
  records: null,
  version: 0,
  picked: {},
  path: null,
  problem: null,
  is_starting: false,
}

/** Node executions that are read of a run that is over; the timeline says when there are more. */
const NODE_EXECUTIONS_LIMIT = 20_000

/** A store for the run of one editor. Events are applied in batches, once a frame. */
export const createRunStore = ({ api, schedule = nextFrame }: RunStoreOptions): RunStore => {
  const store = createStore<RunState>(() => empty)
  let records: RunRecords | null = null
  let queue: ExecutionEvent[] = []
  let isScheduled = false
  let unsubscribe = () => {}
  /** Which request counts; one that was overtaken by another is dropped when it arrives. */
  let turn = 0

  const receive = (event: ExecutionEvent) => {
    queue.push(event)
    if (isScheduled) return
    isScheduled = true
    schedule(flush)
  }

  const flush = () => {
    isScheduled = false
    const events = queue
    queue = []
    if (!records) return
    const wasOver = isOver(records.header.status)
    const touched = new Set<string>()
    for (const event of events) {
      if (event.execution_id !== records.header.id) continue
      const node = foldEvent(records, event)
      if (node !== undefined) for (const id of withContainers(event.path ?? node, node)) touched.add(id)
    }
    const isEnding = !wasOver && isOver(records.header.status)
    publish(isEnding ? records.by_node.keys() : touched)
  }

  const publish = (touched: Iterable<string>) => {
    if (!records) return
    const { nodes: before, picked, version } = store.getState()
    const nodes = new Map(before)
    for (const id of touched) {
      const run = nodeRunOf(records, id, picked)
      if (run) nodes.set(id, run)
      else nodes.delete(id)
    }
    store.setState({ header: records.header, records, nodes, version: version + 1 })
  }

  const show = (next: RunRecords) => {
    records = next
    queue = []
    store.setState({ ...empty, version: store.getState().version })
    publish(next.by_node.keys())
  }

  const follow = async (executionId: string) => {
    turn += 1
    const mine = turn
    unsubscribe()
    const params = { eid: executionId }
    try {
      const header = await api.call(routes.getExecution, { params, query: { node_executions_limit: 0 } })
      if (mine !== turn) return
      if (isOver(header.status)) {
        const query = { node_executions_limit: NODE_EXECUTIONS_LIMIT }
        const execution = await api.call(routes.getExecution, { params, query })
        if (mine === turn) show(recordsOf(execution))
        return
      }
      show(emptyRecords(header))
      // From the first event on, so that streamed text is whole too. A restart of the server only pauses it.
      unsubscribe = api.socket.subscribe(`execution:${executionId}`, { onEvent: receive }, 0)
    } catch (error) {
      if (mine === turn)
        store.setState({ ...empty, problem: error instanceof Error ? error.message : String(error) })
    }
  }

  const pickAll = (picked: PickedFrames, path: string | null) => {
    store.setState({ picked, path })
    if (records) publish(records.by_node.keys())
  }

  return {
    ...store,
    follow,
    loadExecution: (execution) => {
      turn += 1
      unsubscribe()
      show(recordsOf(execution))
    },
    pick: (container, index) => {
      const { [container]: _, ...others } = store.getState().picked
      pickAll(index === null ? others : { ...others, [container]: index }, null)
    },
    lookAt: (prefix) => pickAll(framesOf(prefix), null),
    showPath: (path) => pickAll(path === null ? {} : framesOf(path), path),
    clear: () => {
      turn += 1
      unsubscribe()
      records = null
      queue = []
      store.setState({ ...empty, version: store.getState().version + 1 })
    },
    dispose: () => {
      turn += 1
      unsubscribe()
    },
  }
}

/** The node and the containers around it, whose iteration counts go with it. */
const withContainers = (path: string, node: string): string[] => [node, ...Object.keys(framesOf(path))]

const framesOf = (path: string): Record<string, number> =>
  Object.fromEntries(
    path
      .split('/')
      .slice(0, -1)
      .map((segment) => {
        const bracket = segment.lastIndexOf('[')
        return [segment.slice(0, bracket), Number(segment.slice(bracket + 1, -1))]
      }),
  )

/** A hidden page has no frames, but its title and its memory still need the events to be taken in. */
const nextFrame = (callback: () => void) => {
  if (document.hidden) setTimeout(callback, 250)
  else requestAnimationFrame(callback)
}
