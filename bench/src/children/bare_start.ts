import fastify from 'fastify'

/** The least that can answer. */
const server = fastify()
server.get('/livez', () => 'ok')
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
