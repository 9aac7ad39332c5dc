import type { HttpService, ModelInfo } from '@llamanexus/node-sdk'

/** An OpenAI-compatible server that an administrator has set up. */
export interface ProviderConfig {
  /** Before the slash in `provider/model`. */
  name: string
  /** Usually ends in `/v1`. */
  base_url: string
  api_key?: string
  headers?: Readonly<Record<string, string>>
}

/** Where language model servers listen on this machine unless told otherwise. */
export const LOCAL_SERVERS: readonly ProviderConfig[] = [
  { name: 'llama.cpp', base_url: 'http://127.0.0.1:8080/v1' },
  { name: 'ollama', base_url: 'http://127.0.0.1:11434/v1' },
  { name: 'lmstudio', base_url: 'http://127.0.0.1:1234/v1' },
  { name: 'vllm', base_url: 'http://127.0.0.1:8000/v1' },
]

/** Asks a server for its models; undefined where none answers in time or what answers is something else. */
export async function listModels(
  provider: ProviderConfig,
  http: HttpService,
  timeoutMs: number,
): Promise<ModelInfo[] | undefined> {
  try {
    const response = await http.request({
      url: `${provider.base_url.replace(/\/+$/, '')}/models`,
      headers: {
        ...provider.headers,
        ...(provider.api_key && { authorization: `Bearer ${provider.api_key}` }),
      },
      timeout_ms: timeoutMs,
      max_response_bytes: 4 << 20,
    })
    if (response.status !== 200) return undefined
    return read(JSON.parse(new TextDecoder().decode(response.body)), provider)
  } catch {
    return undefined
  }
}

function read(answer: unknown, provider: ProviderConfig): ModelInfo[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data))
    return undefined
  const ids = answer.data
    .map((model: unknown) =>
      typeof model === 'object' && model !== null && 'id' in model ? model.id : undefined,
    )
    .filter((id) => typeof id === 'string')
  return ids.map((id) => ({ id: `${provider.name}/${id}`, provider: provider.name, name: id }))
}
