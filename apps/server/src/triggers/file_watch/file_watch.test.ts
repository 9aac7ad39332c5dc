import assert from 'node:assert/strict'
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { type Firing, openStore, type Store, type TriggerChange } from '@llamanexus/store'
import type { JsonObject, Workflow } from '@llamanexus/workflow'
import { systemClock } from '../../system_clock.ts'
import { eventually } from '../../testing/eventually.ts'
import type { TriggerNode } from '../trigger_kind.ts'
import { createFileWatchKind } from './file_watch_kind.ts'

const folder = await mkdtemp(join(tmpdir(), 'llamanexus-watch-'))
after(() => rm(folder, { recursive: true, force: true }))

const flow = {
  id: 'flow',
  name: 'flow',
  nodes: [{ id: 'w', type: 'file_watch', position: { x: 0, y: 0 }, config: {} }],
  connections: [],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: true,
} satisfies Workflow

const firstOf = async (store: Store): Promise<JsonObject> => {
  const [first] = await store.triggers.pending(1)
  assert.ok(first)
  return first.data as JsonObject
}

let count = 0

/** A workspace with a store of its own, and a trigger over it that can be started again. */
async function world(config: JsonObject = {}, options: { reconcile_ms?: number; allow?: string[] } = {}) {
  const workspace = join(folder, `home${(count += 1)}`)
  const inbox = join(workspace, 'inbox')
  await mkdir(inbox, { recursive: true })
  const store = await openStore({ file: ':memory:' })
  await store.workflows.create(flow)
  after(() => store.close())
  let failing = false
  const kind = createFileWatchKind({
    workspace,
    allow: options.allow ?? [],
    store,
    clock: systemClock,
    reconcile_ms: options.reconcile_ms ?? 60_000,
    onFailure: () => {},
    dispatcher: {
      async fire(change: TriggerChange) {
        if (failing) throw new Error('The disk is full')
        await store.triggers.commit(change)
      },
    },
  })
  const node: TriggerNode = {
    workflow_id: 'flow',
    key: 'w',
    node_id: 'w',
    config: {
      directory: 'inbox',
      events: ['create', 'change', 'delete'],
      glob: '**/*',
      recursive: true,
      settle_ms: 40,
      existing: false,
      ...config,
    },
    saved_at: 0,
  }
  const told = async () => {
    const firings = await store.triggers.pending(5000)
    return firings.map(({ data }: Firing) => {
      const { event, filepath } = data as { event: string; filepath: string }
      return `${event} ${filepath}`
    })
  }
  return {
    inbox,
    store,
    told,
    fail: (on: boolean) => void (failing = on),
    arm: () => kind.arm(node),
    /** Waits until all of these have been told, and a little for what should not be. */
    async tells(expected: string[]) {
      await eventually(told, (list) => list.length >= expected.length)
      await new Promise((resolve) => setTimeout(resolve, 120))
      assert.deepEqual((await told()).toSorted(), expected.toSorted())
    },
  }
}

describe('watched files', () => {
  it('are told when they come, change and go, and those that were there are not', async () => {
    const { inbox, arm, tells, store } = await world()
    await writeFile(join(inbox, 'old.txt'), 'old')
    const armed = await arm()
    await mkdir(join(inbox, 'sub'))
    await writeFile(join(inbox, 'sub/new.txt'), 'new')
    await tells(['create inbox/sub/new.txt'])
    await writeFile(join(inbox, 'old.txt'), 'changed')
    await tells(['create inbox/sub/new.txt', 'change inbox/old.txt'])
    await unlink(join(inbox, 'old.txt'))
    await tells(['create inbox/sub/new.txt', 'change inbox/old.txt', 'delete inbox/old.txt'])
    const { modified_at, ...data } = await firstOf(store)
    assert.deepEqual(data, { filepath: 'inbox/sub/new.txt', event: 'create', name: 'new.txt', size: 3 })
    assert.match(String(modified_at), /^\d{4}-/)
    assert.equal(armed.note?.(), 'Watches 1 file')
    await armed.disarm()
  })

  it('are told over a restart, neither missed nor repeated', async () => {
    const { inbox, arm, tells } = await world()
    const first = await arm()
    await writeFile(join(inbox, 'a'), 'a')
    await tells(['create inbox/a'])
    await first.disarm()
    await writeFile(join(inbox, 'b'), 'b')
    await writeFile(join(inbox, 'a'), 'a, longer')
    const second = await arm()
    await tells(['create inbox/a', 'create inbox/b', 'change inbox/a'])
    await second.disarm()
    const third = await arm()
    await tells(['create inbox/a', 'create inbox/b', 'change inbox/a'])
    await third.disarm()
  })

  it('that are still being written are told when they are whole', async () => {
    const { inbox, arm, store, tells } = await world({ settle_ms: 2000 })
    const armed = await arm()
    for (let part = 0; part < 8; part += 1) {
      await appendFile(join(inbox, 'big'), 'x'.repeat(1000))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await tells(['create inbox/big'])
    assert.equal((await firstOf(store)).size, 8000)
    await armed.disarm()
  })

  it('come in a burst of a thousand, each once', async () => {
    const { inbox, arm, told } = await world()
    const armed = await arm()
    await Promise.all(Array.from({ length: 1000 }, (_, index) => writeFile(join(inbox, `f${index}`), 'x')))
    const list = await eventually(told, (found) => found.length >= 1000)
    assert.equal(new Set(list).size, 1000)
    await armed.disarm()
    await (await arm()).disarm()
    assert.equal((await told()).length, 1000)
  })

  it('that fit the pattern only, not those below, dotted, linked or unfinished', async () => {
    const { inbox, arm, tells } = await world({ glob: '*.{csv,txt}, *.md', recursive: false })
    const armed = await arm()
    await mkdir(join(inbox, 'sub'))
    await writeFile(join(folder, 'outside.txt'), 'x')
    await symlink(join(folder, 'outside.txt'), join(inbox, 'link.txt'))
    for (const name of ['.hidden.txt', 'sub/c.csv', 'd.pdf', 'a.csv', 'b.md'])
      await writeFile(join(inbox, name), 'x')
    await tells(['create inbox/a.csv', 'create inbox/b.md'])
    await armed.disarm()
  })

  it('renamed are one that went and one that came; events that are not asked for are only noted', async () => {
    const { inbox, arm, tells } = await world({ events: ['create'] })
    const armed = await arm()
    await writeFile(join(inbox, 'a'), 'x')
    await tells(['create inbox/a'])
    await rename(join(inbox, 'a'), join(inbox, 'b'))
    await tells(['create inbox/a', 'create inbox/b'])
    await armed.disarm()
  })

  it('that are there already are told once where that is asked', async () => {
    const { inbox, arm, tells } = await world({ existing: true })
    await writeFile(join(inbox, 'a'), 'x')
    await (await arm()).disarm()
    const armed = await arm()
    await tells(['create inbox/a'])
    await armed.disarm()
  })

  it('are found without a notice of the system, by looking through it all', async () => {
    const { inbox, arm, tells } = await world({}, { reconcile_ms: 50 })
    const armed = await arm()
    await writeFile(join(inbox, 'a'), 'x')
    await tells(['create inbox/a'])
    await armed.disarm()
  })

  it('are told once where the first attempt could not be written', async () => {
    const { inbox, arm, tells, fail } = await world()
    const armed = await arm()
    fail(true)
    await writeFile(join(inbox, 'a'), 'x')
    await new Promise((resolve) => setTimeout(resolve, 200))
    fail(false)
    await tells(['create inbox/a'])
    await armed.disarm()
  })

  it('do not count as deleted while their directory is away', async () => {
    const { inbox, arm, told, tells } = await world({}, { reconcile_ms: 50 })
    await writeFile(join(inbox, 'a'), 'x')
    const armed = await arm()
    await rename(inbox, `${inbox}-away`)
    const problem = await eventually(
      () => armed.problem?.(),
      (found) => found !== undefined,
    )
    assert.equal(problem?.code, 'directory_missing')
    assert.deepEqual(await told(), [])
    await rename(`${inbox}-away`, inbox)
    await eventually(
      () => armed.problem?.(),
      (found) => found === undefined,
    )
    await writeFile(join(inbox, 'b'), 'x')
    await tells(['create inbox/b'])
    await armed.disarm()
  })

  it('are watched where that is allowed only', async () => {
    const outside = join(folder, 'outside')
    await mkdir(outside, { recursive: true })
    const codeOf = async (directory: string, allow: string[] = []) =>
      (await world({ directory }, { allow }))
        .arm()
        .then((armed) => armed.disarm())
        .then(
          () => 'armed',
          (error: { info: { code: string } }) => error.info.code,
        )
    assert.equal(await codeOf(outside), 'directory_forbidden')
    assert.equal(await codeOf('../escape'), 'directory_forbidden')
    assert.equal(await codeOf(outside, [folder]), 'armed')
    assert.equal(await codeOf(join(folder, 'nowhere'), [folder]), 'directory_missing')
    assert.equal(await codeOf('made/when/missing'), 'armed')
    const { inbox, arm } = await world({ directory: 'inbox/link' })
    await symlink(outside, join(inbox, 'link'))
    await assert.rejects(arm())
  })
})
