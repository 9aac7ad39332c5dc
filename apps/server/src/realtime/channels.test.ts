import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Approval, NotificationPage, ServerMessage } from '@llamanexus/contract'
import { draftOf } from '../testing/drafts.ts'
import { openSocket, type TestSocket } from '../testing/open_socket.ts'
import { openTestServer, type TestServer } from '../testing/test_server.ts'

/** Tells the words that it is run with. */
const telling = () =>
  draftOf(
    'Telling',
    {
      in: { type: 'manual_trigger' },
      tell: {
        type: 'notification',
        config: { channel: 'in_app' },
        inputs: { message: '{{ trigger.words }}' },
      },
    },
    ['in.trigger>tell.after'],
  )

const asking = () =>
  draftOf(
    'Asking',
    { in: { type: 'manual_trigger' }, ask: { type: 'wait_approval', config: { title: 'Go on?' } } },
    ['in.trigger>ask.input'],
  )

describe('channels', () => {
  let test: TestServer
  let teller: string
  before(async () => {
    test = await openTestServer()
    teller = (await test.create(telling())).id
  })
  after(() => test.close())

  const tell = async (words: string) => {
    const { body } = await test.execute(teller, { words })
    assert.equal(body.status, 'completed', JSON.stringify(body))
  }
  const join = async (after?: number) => {
    const socket = await openSocket(test.server.url)
    socket.send({ type: 'subscribe', channel: 'notifications', ...(after !== undefined && { after }) })
    assert.deepEqual(await socket.next(), { type: 'subscribed', channel: 'notifications' })
    return socket
  }
  const listed = async () => (await test.send<NotificationPage>('GET', '/api/v1/notifications?limit=50')).body

  it('pushes what a workflow tells, and how many nobody has read, also after they were read elsewhere', async () => {
    const socket = await join()
    assert.deepEqual(await nextOf(socket, 'notifications'), unread(0))
    await tell('The report is ready')
    const told = await nextOf(socket, 'notification')
    assert.deepEqual([told.notification, told.unread], [(await listed()).items[0], 1])
    await test.send('POST', '/api/v1/notifications/read', { body: {} })
    assert.deepEqual(await nextOf(socket, 'notifications'), unread(0))
    socket.close()
  })

  it('catches up after a lost connection, once each and in order, and goes on live', async () => {
    const socket = await join()
    await tell('before')
    const { notification: before } = await nextOf(socket, 'notification')
    socket.close()
    for (const words of ['one', 'two', 'three']) await tell(words)
    const again = await join(before.seq)
    const words = async () => (await nextOf(again, 'notification')).notification.message
    assert.deepEqual([await words(), await words(), await words()], ['one', 'two', 'three'])
    await tell('four')
    assert.equal(await words(), 'four')
    again.close()
  })

  it('misses nothing where the newest one was deleted meanwhile', async () => {
    await tell('short-lived')
    const [newest] = (await listed()).items
    await test.send('DELETE', `/api/v1/notifications/${newest?.id}`)
    await tell('stays')
    const socket = await join(newest?.seq)
    assert.equal((await nextOf(socket, 'notification')).notification.message, 'stays')
    socket.close()
  })

  it('goes on with what is new where a client has seen more than there is', async () => {
    const socket = await join(1_000_000)
    await tell('after a restore')
    assert.equal((await nextOf(socket, 'notification')).notification.message, 'after a restore')
    socket.close()
  })

  it('says how many approvals wait at once, and again as they come and go', async () => {
    const { id } = await test.create(asking())
    const socket = await openSocket(test.server.url)
    socket.send({ type: 'subscribe', channel: 'approvals' })
    assert.equal((await nextOf(socket, 'approvals')).open, 0)
    await test.execute(id, {}, '')
    const asked = await nextOf(socket, 'approval')
    assert.deepEqual([asked.approval.status, asked.open], ['open', 1])
    const late = await openSocket(test.server.url)
    late.send({ type: 'subscribe', channel: 'approvals' })
    assert.equal((await nextOf(late, 'approvals')).open, 1)
    late.close()
    await test.send<Approval>('POST', `/api/v1/approvals/${asked.approval.id}`, {
      body: { decision: 'approved' },
    })
    const decided = await nextOf(socket, 'approval')
    assert.deepEqual([decided.approval.status, decided.open], ['approved', 0])
    socket.close()
  })
})

const unread = (count: number): ServerMessage => ({
  type: 'notifications',
  channel: 'notifications',
  unread: count,
})

async function nextOf<T extends ServerMessage['type']>(
  socket: TestSocket,
  type: T,
): Promise<Extract<ServerMessage, { type: T }>> {
  for (;;) {
    const message = await socket.next()
    assert.notEqual(message.type, 'error', JSON.stringify(message))
    if (message.type === type) return message as Extract<ServerMessage, { type: T }>
  }
}
