import { ApiError, type Call } from '@llamanexus/contract'
import type { Workflow, WorkflowNode } from '@llamanexus/workflow'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDocumentStore, type DocumentStore } from '../document/document_store.ts'
import { type Autosave, createAutosave } from './autosave.ts'
import type { DraftEntry, DraftStore } from './draft_store.ts'

const node = (id: string, x = 0): WorkflowNode => ({ id, type: 'set', position: { x, y: 0 }, config: {} })
const first: Workflow = {
  id: 'w',
  name: 'Test',
  nodes: [node('a'), node('b')],
  connections: [],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: false,
}

/** The server's side of saving: one document, compare and set. */
const createServer = () => {
  const server = { saved: first, isAway: false, saves: 0 }
  const call = (async (
    route: { id: string },
    given: { body?: Workflow; headers?: Record<string, string> },
  ) => {
    if (server.isAway) throw new TypeError('fetch failed')
    if (route.id === 'getWorkflow') return server.saved
    if (route.id === 'createWorkflow') return { ...given.body, id: 'copy', version: 1 }
    if (given.headers?.['if-match'] !== `"${server.saved.version}"`) {
      throw new ApiError({ type: '', title: 'Stale', status: 412, code: 'version_conflict' })
    }
    server.saves += 1
    const body = route.id === 'restoreVersion' ? first : (given.body as Workflow)
    server.saved = { ...body, version: server.saved.version + 1 }
    return server.saved
  }) as unknown as Call
  return { server, call }
}

const createMemoryDrafts = (): DraftStore & { entries: Map<number, DraftEntry> } => {
  const entries = new Map<number, DraftEntry>()
  let next = 1
  return {
    entries,
    read: async (workflow) =>
      [...entries].filter(([, entry]) => entry.workflow === workflow).map(([key, entry]) => ({ key, entry })),
    append: async (entry) => {
      entries.set(next, entry)
      next += 1
      return next - 1
    },
    remove: async (keys) => {
      for (const key of keys) entries.delete(key)
    },
    leave: () => undefined,
  }
}

const move = (document: DocumentStore, id: string, x: number) =>
  document.edit('Move', (t) => t.updateNode(id, (n) => ({ ...n, position: { x, y: 0 } })))

describe('autosave', () => {
  let world: ReturnType<typeof createServer>
  let drafts: ReturnType<typeof createMemoryDrafts>
  let document: DocumentStore
  let autosave: Autosave
  const open = async (workflow = first) => {
    document = createDocumentStore(workflow)
    autosave = createAutosave({ document, call: world.call, drafts })
    await autosave.start()
  }
  beforeEach(async () => {
    vi.useFakeTimers()
    world = createServer()
    drafts = createMemoryDrafts()
    await open()
  })
  afterEach(() => {
    autosave.stop()
    vi.useRealTimers()
  })

  it('keeps an edit on this device at once and saves it within two seconds', async () => {
    move(document, 'a', 50)
    expect(autosave.state.getState()).toMatchObject({ status: 'unsaved', is_kept: false })
    await vi.advanceTimersByTimeAsync(200)
    expect(autosave.state.getState()).toMatchObject({ status: 'unsaved', is_kept: true })
    await vi.advanceTimersByTimeAsync(1800)
    expect(autosave.state.getState().status).toBe('saved')
    expect(world.server.saved.nodes[0]?.position.x).toBe(50)
    expect(drafts.entries.size).toBe(0)
  })

  it('goes on trying while the server is away, and says so', async () => {
    world.server.isAway = true
    move(document, 'a', 50)
    await vi.advanceTimersByTimeAsync(2000)
    expect(autosave.state.getState()).toMatchObject({ status: 'offline', is_kept: true })
    world.server.isAway = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(autosave.state.getState().status).toBe('saved')
  })

  it('restores after a refresh what had not been saved, and saves it', async () => {
    world.server.isAway = true
    move(document, 'a', 50)
    autosave.flush()
    autosave.stop()
    await vi.advanceTimersByTimeAsync(0)
    world.server.isAway = false
    await open()
    expect(document.state.getState().nodes['a']?.position.x).toBe(50)
    await vi.advanceTimersByTimeAsync(100)
    expect(world.server.saved.nodes[0]?.position.x).toBe(50)
    expect(drafts.entries.size).toBe(0)
  })

  it('takes from a draft what was typed after a save that the page did not hear of', async () => {
    world.server.isAway = true
    move(document, 'a', 50)
    move(document, 'a', 60)
    autosave.flush()
    autosave.stop()
    await vi.advanceTimersByTimeAsync(0)
    world.server.isAway = false
    await open({ ...first, nodes: [node('a', 50), node('b')], version: 2 })
    expect(document.state.getState().nodes['a']?.position.x).toBe(60)
  })

  it('brings another person’s change of another record together with ours, without asking', async () => {
    world.server.saved = { ...first, nodes: [node('a'), node('b', 70), node('c')], version: 2 }
    move(document, 'a', 50)
    await vi.advanceTimersByTimeAsync(2000)
    expect(autosave.state.getState().status).toBe('saved')
    expect(world.server.saved.nodes.map(({ id, position }) => [id, position.x])).toEqual([
      ['a', 50],
      ['b', 70],
      ['c', 0],
    ])
  })

  it('asks about a record that both have changed, and overwrites nothing until it is told', async () => {
    const theirs = { ...first, nodes: [node('a', 99), node('b', 70)], version: 2 }
    world.server.saved = theirs
    move(document, 'a', 50)
    await vi.advanceTimersByTimeAsync(2000)
    const { status, conflict } = autosave.state.getState()
    expect(status).toBe('conflict')
    expect(conflict?.changes.map(({ id }) => id)).toEqual(['a'])
    expect(world.server.saved).toBe(theirs)
    await autosave.resolve('theirs')
    await vi.advanceTimersByTimeAsync(2000)
    expect(world.server.saved.nodes.map(({ position }) => position.x)).toEqual([99, 70])
  })

  it('keeps both when it is told to: ours as a copy, theirs here', async () => {
    world.server.saved = { ...first, nodes: [node('a', 99)], version: 2 }
    move(document, 'a', 50)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await autosave.resolve('both')).toBe('copy')
    expect(document.state.getState().nodes['a']?.position.x).toBe(99)
    expect(drafts.entries.size).toBe(0)
  })

  it('never has two saves in flight', async () => {
    move(document, 'a', 1)
    const one = autosave.save()
    move(document, 'a', 2)
    await Promise.all([one, autosave.save()])
    await vi.advanceTimersByTimeAsync(3000)
    expect(world.server.saves).toBe(2)
    expect(world.server.saved.nodes[0]?.position.x).toBe(2)
  })

  it('restores a version on the server as one step of undo, which is not sent a second time', async () => {
    move(document, 'a', 50)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await autosave.restore(1)).toEqual({ version: 3, summary: 'moved 1 node' })
    await vi.advanceTimersByTimeAsync(5000)
    expect(world.server).toMatchObject({ saves: 2, saved: { version: 3 } })
    expect(autosave.state.getState().status).toBe('saved')
    expect(document.state.getState().nodes['a']?.position.x).toBe(0)

    document.undo()
    await vi.advanceTimersByTimeAsync(2000)
    expect(world.server.saved.nodes[0]?.position.x).toBe(50)
  })

  it('restores nothing over what somebody else has saved, but shows it', async () => {
    world.server.saved = { ...first, nodes: [node('a', 70), node('b')], version: 2 }
    await expect(autosave.restore(1)).rejects.toThrow(/Somebody else has saved/)
    expect(world.server).toMatchObject({ saves: 0, saved: { version: 2 } })
    expect(document.state.getState().nodes['a']?.position.x).toBe(70)
    expect(autosave.state.getState().status).toBe('saved')
  })

  it('restores nothing while changes are not saved', async () => {
    world.server.isAway = true
    move(document, 'a', 50)
    await expect(autosave.restore(1)).rejects.toThrow(/not saved yet/)
    expect(document.state.getState().nodes['a']?.position.x).toBe(50)
  })
})
