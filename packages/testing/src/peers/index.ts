export { startMariaDb, withoutMariaDb } from './mariadb.ts'
export { freePort, type Peer } from './peer.ts'
export { startPostgres } from './postgres.ts'
export { startRedis, withoutRedis } from './redis.ts'
