import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passOn } from './pass_on.ts'
import type { Said, SocketReader } from './socket_reader.ts'

const change = (id: string): Said => ({
  type: 'approval',
  channel: 'approvals',
  approval: { id, status: 'open' },
  open: 1,
})

/** A reader whose socket can be stopped and let go, and a list that changes. */
function openWorld({ withStanding = true } = {}) {
  const said: Said[] = []
  const leaving = new AbortController()
  const nobody: (message?: Said) => void = () => {}
  const state = { isStopped: false, open: 0, release: () => {}, tell: nobody }
  const reader: SocketReader = {
    isBehind: () => state.isStopped,
    say: (message) => void said.push(message),
    sayInTurn(message) {
      said.push(message)
      if (!state.isStopped) return undefined
      return new Promise((resolve) => {
        state.release = resolve
      })
    },
  }
  const passing = passOn({
    watch(tell) {
      state.tell = tell
      return () => {
        state.tell = () => {}
      }
    },
    ...(withStanding && {
      standing: async () => ({ type: 'approvals' as const, channel: 'approvals', open: state.open }),
    }),
    channel: 'approvals',
    reader,
    signal: leaving.signal,
  })
  return { said, state, leave: () => leaving.abort(), passing }
}

/** What is under way without a clock has come to its end after it. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('passOn', () => {
  it('says how things stand at first, and then each change', async () => {
    const { said, state, leave, passing } = openWorld()
    await settled()
    state.tell(change('a'))
    assert.deepEqual(said, [{ type: 'approvals', channel: 'approvals', open: 0 }, change('a')])
    leave()
    await passing
    state.tell(change('b'))
    assert.equal(said.length, 2)
  })

  it('tells a slow reader once that changes are left out, and then how things stand', async () => {
    const { said, state, leave, passing } = openWorld()
    await settled()
    state.isStopped = true
    for (let open = 1; open <= 500; open += 1) {
      state.open = open
      state.tell(change(`${open}`))
    }
    await settled()
    assert.deepEqual(said.slice(1), [{ type: 'catching_up', channel: 'approvals' }])
    state.isStopped = false
    state.release()
    await settled()
    state.tell(change('next'))
    assert.deepEqual(said.slice(2), [{ type: 'approvals', channel: 'approvals', open: 500 }, change('next')])
    leave()
    await passing
  })

  it('says it again after the wait where there is no way to say how things stand', async () => {
    const { said, state, leave, passing } = openWorld({ withStanding: false })
    state.isStopped = true
    state.tell(change('a'))
    state.tell(change('b'))
    state.isStopped = false
    state.release()
    await settled()
    const told = { type: 'catching_up', channel: 'approvals' }
    assert.deepEqual(said, [told, told])
    leave()
    await passing
  })

  it('rejects where how things stand cannot be read', async () => {
    const failing = passOn({
      watch: () => () => {},
      standing: () => Promise.reject(new Error('The disk is gone')),
      channel: 'approvals',
      reader: { isBehind: () => false, say: () => {}, sayInTurn: () => undefined },
      signal: new AbortController().signal,
    })
    await assert.rejects(failing, /The disk is gone/)
  })
})
