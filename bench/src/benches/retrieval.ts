import { join } from 'node:path'
import type { DocumentChunk, KnowledgeService, SearchMode } from '@llamanexus/node-sdk'
import { createEmbeddingService } from '@llamanexus/services/embeddings'
import { createKnowledgeService } from '@llamanexus/services/knowledge'
import { lexicalVector } from '@llamanexus/services/lexical'
import { createRerankService } from '@llamanexus/services/rerank'
import type { Bench, Row } from '../bench.ts'
import { generatedCollection, type Question } from '../retrieval/collection.ts'
import { measure, ms } from '../support/measure.ts'
import { temporaryHome } from '../support/temporary_home.ts'

const SIZES = [10_000, 100_000]
const QUERIES = 40

/** Nothing here asks a provider. */
const none = async (): Promise<never> => {
  throw new Error('The bench asks no provider')
}
const embeddings = createEmbeddingService({ llm: { embed: none } })
const reranker = createRerankService({
  http: { request: none, fetch: none },
  llm: { chat: none },
  credentials: { authorize: none },
})

/** How well the keyless default finds, beside BM25 alone, and how fast, beside a plain scan in JavaScript. */
export const retrieval: Bench = {
  name: 'retrieval',
  async run() {
    const home = temporaryHome()
    const knowledge = createKnowledgeService({ file: join(home.path, 'knowledge.db'), embeddings })
    try {
      const quality = await measureQuality(knowledge)
      const speed: Row[] = []
      for (const size of SIZES) speed.push(...(await measureSpeed(knowledge, size)))
      return [...quality, ...speed]
    } finally {
      await knowledge.close()
      home.remove()
    }
  },
}

async function measureQuality(knowledge: KnowledgeService): Promise<Row[]> {
  const { sections, questions } = generatedCollection()
  await knowledge.upsert({ collection: 'quality', chunks: sections.map(({ id, text }) => chunkOf(id, text)) })
  const asked = questions.filter(({ half }) => half === 'report')
  const by = (mode: SearchMode) => async (text: string, k: number) =>
    knowledge.search({ collection: 'quality', query: text, mode, k })
  const reranked = async (text: string, k: number) => {
    const found = await by('hybrid')(text, 30)
    const { scores } = await reranker.rank({
      by: 'lexical',
      query: text,
      texts: found.map((hit) => hit.text),
      prior: found.map(({ score }) => score),
    })
    return found
      .map(({ id }, at) => ({ id, score: scores[at] ?? 0 }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, k)
  }
  const words = await scoreOf(asked, by('keyword'))
  const vectors = await scoreOf(asked, by('vector'))
  const both = await scoreOf(asked, by('hybrid'))
  const again = await scoreOf(asked, reranked)
  const what = `${asked.length} questions, ${sections.length} sections, generated`
  const row = (name: string, found: Quality, goal = false): Row => ({
    measure: `${name}: nDCG@10 / recall@10 (${what})`,
    ours: shown(found),
    baseline: `${shown(words)} (BM25 alone)`,
    ...(goal && { goal: 'not below BM25', met: found.ndcg >= words.ndcg && found.recall >= words.recall }),
  })
  return [
    row('hybrid by default', both, true),
    row('lexical vectors', vectors),
    row('hybrid, then reranked by words', again),
  ]
}

interface Quality {
  ndcg: number
  recall: number
}

type Find = (text: string, k: number) => Promise<readonly { id: string }[]>

/** With one answer a question, recall is the share of questions whose answer is among the ten. */
async function scoreOf(questions: readonly Question[], find: Find): Promise<Quality> {
  let ndcg = 0
  let recall = 0
  for (const { text, section } of questions) {
    const place = (await find(text, 10)).findIndex(({ id }) => id === section)
    if (place < 0) continue
    ndcg += 1 / Math.log2(place + 2)
    recall += 1
  }
  return { ndcg: ndcg / questions.length, recall: recall / questions.length }
}

async function measureSpeed(knowledge: KnowledgeService, size: number): Promise<Row[]> {
  const { sections, questions } = generatedCollection()
  const collection = `speed ${size}`
  const chunks = Array.from({ length: size }, (_, at) => {
    const { text = '' } = sections[at % sections.length] ?? {}
    return chunkOf(`${at}`, `${text.slice((at * 37) % 200).slice(0, 800)} ${at}`)
  })
  const indexing = await measure(() => knowledge.upsert({ collection, chunks }))
  const asked = questions
    .filter((_, at) => at % Math.floor(questions.length / QUERIES) === 0)
    .slice(0, QUERIES)
  const times: number[] = []
  await knowledge.search({ collection, query: 'warm' })
  for (const { text } of asked) {
    const { wall } = await measure(() => knowledge.search({ collection, query: text, k: 10 }))
    times.push(wall)
  }
  const plain = await scanTimes(chunks, asked)
  const name = `${size.toLocaleString('en')} chunks`
  return [
    { measure: `indexing of ${name}`, ours: `${Math.round(size / (indexing.wall / 1000))} chunks/s` },
    {
      measure: `hybrid query over ${name}, p50 / p95`,
      ours: `${ms(at(times, 0.5))} / ${ms(at(times, 0.95))}`,
      baseline: `${ms(at(plain, 0.5))} / ${ms(at(plain, 0.95))} (vectors alone, scanned in JavaScript)`,
    },
  ]
}

/** The vectors in memory, a dot product each, sorted. */
async function scanTimes(chunks: readonly DocumentChunk[], asked: readonly Question[]): Promise<number[]> {
  const vectors = chunks.map(({ text }) => lexicalVector(text.slice(0, 200)))
  const times: number[] = []
  for (const { text } of asked.slice(0, 15)) {
    const query = lexicalVector(text)
    const { wall } = await measure(() =>
      vectors
        .map((vector, id) => ({ id, score: dot(vector, query) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, 10),
    )
    times.push(wall)
  }
  return times
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0)
  return sum
}

const chunkOf = (id: string, text: string): DocumentChunk => ({
  id,
  text,
  document_id: id,
  index: 0,
  start: 0,
  end: text.length,
  metadata: { source: id },
})

const at = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? Number.NaN

const shown = ({ ndcg, recall }: Quality): string => `${ndcg.toFixed(3)} / ${recall.toFixed(3)}`
