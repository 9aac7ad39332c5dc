import { expect, test } from 'vitest'
import { createUploadQueue, EMPTY_UPLOADS } from './upload_queue.ts'

const named = (name: string) => ({ name, file: new File(['x'], name) })

/** A queue whose files are done with when the test says so. */
function queueWorld() {
  const sent = new Map<string, PromiseWithResolvers<void>>()
  const world = { sent, state: EMPTY_UPLOADS }
  const queue = createUploadQueue({
    send({ name }) {
      const done = Promise.withResolvers<void>()
      sent.set(name, done)
      return done.promise
    },
    onChange: (state) => {
      world.state = state
    },
  })
  return Object.assign(world, { queue })
}

test('two files are on their way at a time, and a refused one does not lose the others', async () => {
  const world = queueWorld()
  world.queue.add(['a', 'b', 'c', 'd'].map(named))
  expect([...world.sent.keys()]).toEqual(['a', 'b'])
  expect(world.state.waiting).toBe(2)
  world.sent.get('a')?.reject(new Error('Too large'))
  await expect.poll(() => [...world.sent.keys()]).toEqual(['a', 'b', 'c'])
  expect(world.state.refused.map(({ name }) => name)).toEqual(['a'])
  world.queue.add([named('a')])
  expect(world.state).toMatchObject({ waiting: 2, refused: [] })
})

test('what is not sent yet can be left out, and later ones go on', async () => {
  const world = queueWorld()
  world.queue.add(['a', 'b', 'c'].map(named))
  world.queue.clear()
  expect(world.state.waiting).toBe(0)
  for (const each of world.sent.values()) each.resolve()
  await Promise.resolve()
  world.queue.add([named('d')])
  await expect.poll(() => [...world.sent.keys()]).toEqual(['a', 'b', 'd'])
})
