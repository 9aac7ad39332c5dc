import { createStore, type StoreApi } from 'zustand/vanilla'

/** How much of a node is drawn, by zoom. */
export type DetailLevel = 'full' | 'header' | 'block'

export type LeftPanel = 'palette' | 'variables'

/** What is open and chosen in one editor: never saved with the document, never undone. */
export interface SessionState {
  /** Nodes and annotations. */
  selected_nodes: ReadonlySet<string>
  selected_connections: ReadonlySet<string>
  /** The node whose properties are shown. */
  inspected: string | undefined
  left_panel: LeftPanel | undefined
  is_inspector_open: boolean
  is_bottom_open: boolean
  /** Nothing can be moved or changed by mouse. */
  is_locked: boolean
  detail: DetailLevel
  /** Container that would take what is being dragged. */
  drop_target: string | undefined
  /** Shown to the person for a moment, and read out. */
  notice: { text: string; key: number; action?: { label: string; perform: () => void } } | undefined
  dialog: EditorDialog | undefined
  /** Node whose name is being typed on its card. */
  renaming: string | undefined
}

/** Dialogs of the builder; the panels draw them. */
export type EditorDialog =
  | 'open'
  | 'save_as'
  | 'settings'
  | 'shortcuts'
  | 'commands'
  | 'findings'
  | 'versions'
  | 'share'

export interface SessionStore extends StoreApi<SessionState> {
  select(selection: { nodes?: Iterable<string>; connections?: Iterable<string> }): void
  /** Shows the node's properties and selects it. */
  inspect(id: string | undefined): void
  notify(text: string, action?: { label: string; perform: () => void }): void
}

/** A session store for one open editor. */
export const createSessionStore = (): SessionStore => {
  const store = createStore<SessionState>(() => ({
    selected_nodes: new Set(),
    selected_connections: new Set(),
    inspected: undefined,
    left_panel: 'palette',
    is_inspector_open: true,
    is_bottom_open: false,
    is_locked: false,
    detail: 'full',
    drop_target: undefined,
    notice: undefined,
    dialog: undefined,
    renaming: undefined,
  }))
  return {
    ...store,
    select: ({ nodes = [], connections = [] }) => {
      const selected = new Set(nodes)
      const only = selected.size === 1 ? [...selected][0] : undefined
      store.setState({
        selected_nodes: selected,
        selected_connections: new Set(connections),
        inspected: only,
      })
    },
    inspect: (id) =>
      store.setState({
        inspected: id,
        ...(id === undefined
          ? {}
          : { selected_nodes: new Set([id]), selected_connections: new Set(), is_inspector_open: true }),
      }),
    notify: (text, action) =>
      store.setState(({ notice }) => ({
        notice: { text, key: (notice?.key ?? 0) + 1, ...(action ? { action } : {}) },
      })),
  }
}
