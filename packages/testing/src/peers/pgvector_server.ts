import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

/** `node pgvector_server.ts PORT`: a Postgres in memory that knows pgvector. Ended by whoever started it. */
const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({
  db,
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  maxConnections: 50,
})
await server.start()
