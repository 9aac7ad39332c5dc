import type {
  CredentialService,
  HttpService,
  LlmService,
  RerankRequest,
  RerankService,
} from '@llamanexus/node-sdk'
import { askEndpoint } from './ask_endpoint.ts'
import { judge } from './judge.ts'
import { lexicalScores } from './lexical_scores.ts'

/** What each way of ranking needs. */
export interface RerankOptions {
  http: HttpService
  llm: Pick<LlmService, 'chat'>
  credentials: Pick<CredentialService, 'authorize'>
}

export function createRerankService(options: RerankOptions): RerankService {
  const { http, llm, credentials } = options
  return {
    async rank(request: RerankRequest) {
      switch (request.by) {
        case 'lexical':
          return { scores: await lexicalScores(request), model: 'lexical' }
        case 'endpoint':
          return request.texts.length === 0
            ? { scores: [], model: request.model ?? '' }
            : askEndpoint(request, { http, credentials })
        case 'llm':
          return judge(request, llm)
      }
    },
  }
}
