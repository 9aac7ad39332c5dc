import { createDocumentService } from '@llamanexus/services/documents'
import type { Bench, Row } from '../bench.ts'
import { bareReaders } from '../documents/bare_readers.ts'
import { documentSamples, type Sample } from '../documents/samples.ts'
import { measure, median } from '../support/measure.ts'

const ROUNDS = 5

/** Nothing is loaded from anywhere: the bytes are there. */
const none = async (): Promise<never> => {
  throw new Error('The bench reads bytes alone')
}

/** How fast each format becomes documents, in a process and within its limits, beside the library alone. */
export const documents: Bench = {
  name: 'documents',
  async run() {
    const service = createDocumentService({
      files: { read: none } as never,
      http: { request: none, fetch: none },
      sql: { query: none } as never,
    })
    try {
      const rows: Row[] = []
      for (const sample of await documentSamples()) rows.push(await one(sample, service))
      return rows
    } finally {
      await service.close()
    }
  },
}

async function one(sample: Sample, service: ReturnType<typeof createDocumentService>): Promise<Row> {
  const { format, bytes } = sample
  const { name, read } = bareReaders[format]
  const ours: number[] = []
  const bare: number[] = []
  // The first round loads the libraries and does not count. Both take turns, so that a busy moment hits both.
  for (let round = 0; round <= ROUNDS; round++) {
    const parsing = await measure(() =>
      service.parse({ name: `sample.${format}`, bytes: Uint8Array.from(bytes), max_documents: 100_000 }),
    )
    const reading = await measure(() => read(bytes))
    if (round === 0) continue
    ours.push(parsing.wall)
    bare.push(reading.wall)
  }
  const size = sample.pages ? `${sample.pages} pages` : `${(bytes.length / 2 ** 20).toFixed(2)} MB`
  return {
    measure: `${format}, ${size}`,
    ours: speedOf(sample, median(ours)),
    baseline: `${speedOf(sample, median(bare))} (${name})`,
  }
}

function speedOf({ bytes, pages }: Sample, wall: number): string {
  if (pages) return `${Math.round(pages / (wall / 1000))} pages/s`
  const speed = bytes.length / 2 ** 20 / (wall / 1000)
  return `${speed.toFixed(speed < 10 ? 2 : 0)} MB/s`
}
