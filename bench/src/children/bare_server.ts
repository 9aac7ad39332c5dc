import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fastify from 'fastify'
import { answerUsage } from '../support/server_child.ts'
import { temporaryHome } from '../support/temporary_home.ts'

/** Fastify and SQLite alone: the same transform, one insert of it with the same pragmas, then the answer. */
const home = temporaryHome()
const db = new DatabaseSync(join(home.path, 'bare.db'))
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec('CREATE TABLE runs (id INTEGER PRIMARY KEY, input TEXT NOT NULL, output TEXT NOT NULL)')
const insert = db.prepare('INSERT INTO runs (input, output) VALUES (?, ?)')
const server = fastify()
server.post<{ Body: { price: number; qty: number } }>('/webhooks/bench', (request) => {
  const output = { total: request.body.price * request.body.qty }
  insert.run(JSON.stringify(request.body), JSON.stringify(output))
  return output
})
const url = await server.listen({ port: 0, host: '127.0.0.1' })
answerUsage(`${url}/webhooks/bench`, async () => {
  await server.close()
  db.close()
  home.remove()
})
