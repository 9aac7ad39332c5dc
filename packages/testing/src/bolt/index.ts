export {
  type BoltReply,
  type BoltRun,
  type BoltServer,
  boltEdge,
  boltNode,
  startBoltServer,
} from './bolt_server.ts'
export { type Packed, Structure } from './pack_stream.ts'
