import autocannon from 'autocannon'
import type { Bench } from '../bench.ts'
import { median } from '../support/measure.ts'
import { type ServerChild, startServerChild } from '../support/server_child.ts'

const CONNECTIONS = 50
const SECONDS = 5
const ROUNDS = 3

interface Load {
  rate: number
  p99: number
  /** Milliseconds of processor time for each request. */
  cpu: number
}

/** Webhook → set → response, saved durably, beside Fastify and SQLite alone; both under load by turns. */
export const webhook: Bench = {
  name: 'webhook',
  async run() {
    const [ours, bare] = [await startServerChild('webhook_server'), await startServerChild('bare_server')]
    await load(ours, 2)
    await load(bare, 2)
    const all: { ours: Load[]; bare: Load[] } = { ours: [], bare: [] }
    for (let round = 0; round < ROUNDS; round++) {
      all.bare.push(await load(bare, SECONDS))
      all.ours.push(await load(ours, SECONDS))
    }
    const { rss } = await ours.usage()
    const { rss: bareRss } = await bare.usage()
    await Promise.all([ours.close(), bare.close()])
    const mine = medians(all.ours)
    const theirs = medians(all.bare)
    const share = mine.rate / theirs.rate
    const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
    return [
      {
        measure: `webhook → set → response, ${CONNECTIONS} connections`,
        ours: `${mine.rate.toFixed(0)} req/s (${(share * 100).toFixed(0)} %)`,
        baseline: `${theirs.rate.toFixed(0)} req/s (Fastify, one insert)`,
        goal: '≥ 50 %',
        met: share >= 0.5,
      },
      { measure: '  p99', ours: `${mine.p99.toFixed(0)} ms`, baseline: `${theirs.p99.toFixed(0)} ms` },
      {
        measure: '  processor time a run',
        ours: `${mine.cpu.toFixed(2)} ms`,
        baseline: `${theirs.cpu.toFixed(2)} ms`,
        goal: '< 0.5 ms',
        met: mine.cpu < 0.5,
      },
      { measure: '  memory after it', ours: mb(rss), baseline: mb(bareRss) },
    ]
  },
}

async function load(server: ServerChild, seconds: number): Promise<Load> {
  const before = await server.usage()
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ price: 12.5, qty: 4 }),
  })
  const after = await server.usage()
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx and ${result.errors} requests failed`)
  }
  const cpu = (after.cpu - before.cpu) / 1000 / result['2xx']
  return { rate: result['2xx'] / result.duration, p99: result.latency.p99, cpu }
}

const medians = (loads: readonly Load[]): Load => ({
  rate: median(loads.map(({ rate }) => rate)),
  p99: median(loads.map(({ p99 }) => p99)),
  cpu: median(loads.map(({ cpu }) => cpu)),
})
