import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { BSON, type Document } from 'mongodb'
import { type ScramServer, type ScramUser, scramServer } from './scram_server.ts'

/**
 * A server that speaks MongoDB's wire protocol for the calls of our tests, with documents in memory and filters by equality
 * and `$gt`: MongoDB itself cannot be had from npm or Debian. Where a user is given, nobody else gets in; where none is, it
 * is open to whoever does not sign in.
 */
export async function startMongoWire(user?: ScramUser) {
  const collections = new Map<string, Document[]>()
  const commands: string[] = []
  const server = createServer((socket) => serve(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  const { port } = server.address() as AddressInfo
  return {
    url: user
      ? `mongodb://${user.user}:${encodeURIComponent(user.password)}@127.0.0.1:${port}/shop?authSource=admin`
      : `mongodb://127.0.0.1:${port}/shop`,
    port,
    commands,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }

  function serve(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const session: Session = { isSignedIn: !user }
    let held = Buffer.alloc(0)
    socket.on('data', (piece) => {
      held = Buffer.concat([held, piece])
      while (held.length >= 16 && held.length >= held.readInt32LE(0)) {
        const message = held.subarray(0, held.readInt32LE(0))
        held = held.subarray(message.length)
        const isQuery = message.readInt32LE(12) === OP_QUERY
        const answer = perform(isQuery ? queryOf(message) : commandOf(message), session)
        if (answer) socket.write(isQuery ? replyTo(message, answer) : messageTo(message, answer))
      }
    })
  }

  function perform(command: Document, session: Session): Document | undefined {
    const [name = ''] = Object.keys(command)
    commands.push(name)
    if (!session.isSignedIn && !OPEN.has(name))
      return { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: `Command ${name} requires authentication` }
    const documents = documentsOf(String(command[name]))
    switch (name) {
      case 'hello':
      case 'isMaster':
      case 'ismaster':
        return { ...HELLO, localTime: new Date(), saslSupportedMechs: ['SCRAM-SHA-256'] }
      case 'insert':
        return insert(documents, command.documents)
      case 'find': {
        if (command.filter?.wait) return undefined
        const found = documents.filter((each) => matches(each, command.filter ?? {}))
        return cursor(
          String(command.find),
          found.slice(command.skip ?? 0).slice(0, command.limit || undefined),
        )
      }
      case 'aggregate': {
        const [first = {}] = command.pipeline
        const found = documents.filter((each) => matches(each, first.$match ?? {}))
        const counted = command.pipeline.some((stage: Document) => stage.$group)
        return cursor(String(command.aggregate), counted ? [{ _id: 1, n: found.length }] : found)
      }
      case 'distinct':
        return { values: [...new Set(documents.map((each) => each[command.key]))], ok: 1 }
      case 'update':
        return update(documents, command.updates)
      case 'delete':
        return remove(documents, command.deletes)
      case 'saslStart':
      case 'saslContinue':
        return signIn(command, session)
      case 'killCursors':
      case 'endSessions':
      case 'ping':
        return { ok: 1 }
      default:
        return { ok: 0, code: 59, errmsg: `no such command: '${name}'` }
    }
  }

  function signIn(command: Document, session: Session): Document {
    const isFirst = command.saslStart !== undefined
    if (isFirst && user && command.mechanism === 'SCRAM-SHA-256') session.scram = scramServer(user)
    const message = Buffer.from(command.payload.buffer).toString('utf8')
    const answer = isFirst ? session.scram?.first(message) : session.scram?.final(message)
    if (answer === undefined)
      return { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' }
    if (!isFirst) session.isSignedIn = true
    return { ok: 1, conversationId: 1, done: !isFirst, payload: new BSON.Binary(Buffer.from(answer)) }
  }

  function documentsOf(name: string): Document[] {
    const documents = collections.get(name) ?? []
    collections.set(name, documents)
    return documents
  }
}

/** Of one connection. */
interface Session {
  isSignedIn: boolean
  scram?: ScramServer
}

/** What may be asked before one has signed in. */
const OPEN = new Set(['hello', 'isMaster', 'ismaster', 'saslStart', 'saslContinue', 'endSessions'])

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HELLO = {
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16 << 20,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
}

function insert(documents: Document[], added: Document[]): Document {
  for (const [index, each] of added.entries()) {
    if (documents.some(({ _id }) => String(_id) === String(each._id)))
      return { ok: 1, n: index, writeErrors: [{ index, code: 11_000, errmsg: 'E11000 duplicate key error' }] }
    documents.push(each)
  }
  return { ok: 1, n: added.length }
}

function update(documents: Document[], updates: Document[]): Document {
  let n = 0
  for (const { q, u, multi } of updates)
    for (const each of documents.filter((one) => matches(one, q)).slice(0, multi ? undefined : 1)) {
      Object.assign(each, u.$set ?? u)
      n += 1
    }
  return { ok: 1, n, nModified: n }
}

function remove(documents: Document[], deletes: Document[]): Document {
  let n = 0
  for (const { q, limit } of deletes)
    for (const each of documents.filter((one) => matches(one, q)).slice(0, limit || undefined)) {
      documents.splice(documents.indexOf(each), 1)
      n += 1
    }
  return { ok: 1, n }
}

const cursor = (name: string, batch: Document[]): Document => ({
  cursor: { id: BSON.Long.ZERO, ns: `shop.${name}`, firstBatch: batch },
  ok: 1,
})

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([key, wanted]) =>
    wanted?.$gt === undefined ? String(document[key]) === String(wanted) : document[key] > wanted.$gt,
  )
}

/** OP_MSG with a body and, for writes, a sequence of documents. */
function commandOf(message: Buffer): Document {
  let command: Document = {}
  for (let at = 20; at < message.length; ) {
    const kind = message[at] ?? 0
    const size = message.readInt32LE(at + 1)
    const section = message.subarray(at + 1, at + 1 + size)
    if (kind === 0) command = { ...BSON.deserialize(section), ...command }
    else command = { ...command, ...sequence(section) }
    at += 1 + size
  }
  return command
}

function sequence(section: Buffer): Document {
  const end = section.indexOf(0, 4)
  const name = section.toString('utf8', 4, end)
  const documents: Document[] = []
  for (let at = end + 1; at < section.length; at += section.readInt32LE(at))
    documents.push(BSON.deserialize(section.subarray(at, at + section.readInt32LE(at))))
  return { [name]: documents }
}

/** The first question of a connection still has the old form. */
const queryOf = (message: Buffer): Document => BSON.deserialize(message.subarray(message.indexOf(0, 20) + 9))

function replyTo(message: Buffer, answer: Document): Buffer {
  const body = Buffer.from(BSON.serialize(answer))
  const head = Buffer.alloc(36)
  head.writeInt32LE(36 + body.length, 0)
  head.writeInt32LE(message.readInt32LE(4), 8)
  head.writeInt32LE(OP_REPLY, 12)
  head.writeInt32LE(8, 16)
  head.writeInt32LE(1, 32)
  return Buffer.concat([head, body])
}

function messageTo(message: Buffer, answer: Document): Buffer {
  const body = Buffer.from(BSON.serialize(answer))
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length, 0)
  head.writeInt32LE(message.readInt32LE(4), 8)
  head.writeInt32LE(OP_MSG, 12)
  return Buffer.concat([head, body])
}
