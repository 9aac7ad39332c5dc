import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CredentialService } from '@llamanexus/node-sdk'
import { createFileService } from '@llamanexus/services/files'
import { createHttpService } from '@llamanexus/services/http'
import { createOpenApiService } from '@llamanexus/services/openapi'
import type { JsonObject } from '@llamanexus/workflow'
import { parse, stringify } from 'yaml'
import type { Bench, Row } from '../bench.ts'
import { generatedSpec } from '../openapi/generated_spec.ts'
import { measure, median, ms, repeat } from '../support/measure.ts'
import { temporaryHome } from '../support/temporary_home.ts'

const OPERATIONS = 3_000
const ROUNDS = 5

/** Nothing here signs in. */
const refuse = (): Promise<never> => Promise.reject(new Error('The bench signs in nowhere'))
const credentials: CredentialService = { open: refuse, authorize: refuse }

/** From an address to the list of operations and the arguments of one, beside fetching, parsing and walking alone. */
export const openapi: Bench = {
  name: 'openapi',
  async run() {
    const spec = generatedSpec(OPERATIONS)
    const texts: Record<string, string> = { '/api.json': JSON.stringify(spec), '/api.yaml': stringify(spec) }
    const server = createServer((request, response) => response.end(texts[request.url ?? ''] ?? '{}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      return [
        ...(await loading(base, '/api.json', texts, JSON.parse)),
        ...(await loading(base, '/api.yaml', texts, parse)),
        await calling(base),
      ]
    } finally {
      server.close()
      server.closeAllConnections()
    }
  },
}

async function loading(
  base: string,
  path: string,
  texts: Record<string, string>,
  read: (text: string) => unknown,
): Promise<Row[]> {
  const cold: number[] = []
  const bare: number[] = []
  const again: number[] = []
  const walked: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const home = temporaryHome()
    const http = createHttpService({ policy: { allow_private: true } })
    const service = createOpenApiService({ http, credentials, files: createFileService({ root: home.path }) })
    const ask = async () => {
      const { operations } = await service.describe(base + path)
      if (operations.length !== OPERATIONS) throw new Error(`${operations.length} operations were found`)
      await service.operation(base + path, operations[OPERATIONS - 1]?.id ?? '')
    }
    cold.push((await measure(ask)).wall)
    again.push((await measure(ask)).wall)
    await Promise.all([service.close(), http.close()])
    home.remove()
    let document: unknown
    const load = async () => {
      document = read(await (await fetch(base + path)).text())
      walk(document)
    }
    bare.push((await measure(load)).wall)
    walked.push((await measure(() => walk(document))).wall)
  }
  const megabytes = ((texts[path]?.length ?? 0) / 1024 / 1024).toFixed(1)
  const what = `${OPERATIONS} operations, ${megabytes} MB of ${path.endsWith('json') ? 'JSON' : 'YAML'}`
  const [first, second] = [median(cold), median(again)]
  return [
    {
      measure: `${what}, loaded cold`,
      ours: ms(first),
      baseline: `${ms(median(bare))} (fetch, parse, walk)`,
      goal: '< 2,000 ms',
      met: first < 2000,
    },
    { measure: `${what}, cached`, ours: ms(second), baseline: `${ms(median(walked))} (walk alone)` },
  ]
}

/** One call with a body that is checked, once the description is known. */
async function calling(base: string): Promise<Row> {
  const home = temporaryHome()
  const http = createHttpService({ policy: { allow_private: true } })
  const service = createOpenApiService({ http, credentials, files: createFileService({ root: home.path }) })
  const body = { field_0: 'a', field_1: 1, next: { field_0: 'b' } }
  const call = () =>
    service.call({
      spec: `${base}/api.json`,
      operation: 'postThing7',
      server: base,
      args: { group: 'g', id: 1, body },
    })
  const ours = await repeat(call, 50, 5)
  const url = `${base}/groups/g/things7/1`
  const bare = await repeat(
    async () => (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).text(),
    50,
    5,
  )
  await Promise.all([service.close(), http.close()])
  home.remove()
  return {
    measure: 'one call, its body checked against 600 schemas that refer to each other',
    ours: ms(ours.wall),
    baseline: `${ms(bare.wall)} (fetch alone)`,
  }
}

/** What anybody does who lists operations: each with its name. */
function walk(document: unknown): string[] {
  return Object.entries((document as { paths: Record<string, JsonObject> }).paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, value]) =>
      method === 'parameters' ? [] : [`${method} ${path} ${String((value as JsonObject)['operationId'])}`],
    ),
  )
}
