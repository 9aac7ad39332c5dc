import type { Bench } from './bench.ts'
import { canvas } from './benches/canvas.ts'
import { chain } from './benches/chain.ts'
import { documents } from './benches/documents.ts'
import { firstLoad } from './benches/first_load.ts'
import { items } from './benches/items.ts'
import { loop } from './benches/loop.ts'
import { openapi } from './benches/openapi.ts'
import { retrieval } from './benches/retrieval.ts'
import { start } from './benches/start.ts'
import { webhook } from './benches/webhook.ts'

export const benches: readonly Bench[] = [
  webhook,
  chain,
  loop,
  items,
  start,
  firstLoad,
  canvas,
  retrieval,
  openapi,
  documents,
]
