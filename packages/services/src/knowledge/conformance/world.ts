import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentChunk, EmbeddingService, KnowledgeService } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { createEmbeddingService } from '../../embeddings/index.ts'
import { createHostGuard, createHttpService } from '../../http/index.ts'
import { createKnowledgeService } from '../knowledge_service.ts'

export type Knowledge = KnowledgeService & { close(): Promise<void> }

/** A service of its own with the means to reach stores on this machine. */
export interface KnowledgeWorld {
  knowledge: Knowledge
  /** Another installation: an empty database, the same stores. */
  another(): Knowledge
  close(): Promise<void>
}

/** A provider of which the vector of a text is its number of `a`, `b` and `c`, plus one. */
const embeddings: EmbeddingService = createEmbeddingService({
  llm: {
    async embed({ texts, model = '' }) {
      const dimensions = model.endsWith('wide') ? 4 : 3
      const vectors = texts.map((text) =>
        [...'abcd'].slice(0, dimensions).map((each) => text.split(each).length),
      )
      const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
      return { vectors, model, dimensions, usage }
    },
  },
})

/** Credentials by their ids. */
export type Signatures = Readonly<Record<string, { url: string } | { headers: Record<string, string> }>>

export function openKnowledgeWorld(signatures: Signatures = {}): KnowledgeWorld {
  const home = mkdtempSync(join(tmpdir(), 'llamanexus-stores-'))
  const policy = { allow_private: true }
  const http = createHttpService({ policy })
  const opened: Knowledge[] = []
  const another = () => {
    const knowledge = createKnowledgeService({
      file: join(home, `${opened.length}.db`),
      embeddings,
      synchronous: 'normal',
      remote: { http, guard: createHostGuard({ policy }), credentials: credentialsOf(signatures) },
    })
    opened.push(knowledge)
    return knowledge
  }
  return {
    knowledge: another(),
    another,
    async close() {
      await Promise.all(opened.map((each) => each.close()))
      await http.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const credentialsOf = (signatures: Signatures) => ({
  async open({ id }: { id: string }) {
    const found = signatures[id]
    return {
      id,
      name: id,
      type: 'database' as const,
      values: { url: found && 'url' in found ? found.url : '' },
    }
  },
  async authorize({ id }: { id: string }) {
    const found = signatures[id]
    return { headers: found && 'headers' in found ? found.headers : {}, query: {} }
  },
})

export const chunk = (id: string, text: string, metadata: JsonObject = {}): DocumentChunk => ({
  id,
  text,
  document_id: id.split('#')[0] ?? id,
  index: Number(id.split('#')[1] ?? 0),
  start: 0,
  end: text.length,
  metadata: { source: `${id.split('#')[0]}.md`, ...metadata },
})

export const idsOf = (hits: readonly { id: string }[]): string[] => hits.map(({ id }) => id)
