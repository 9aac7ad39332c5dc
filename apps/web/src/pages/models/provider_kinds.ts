import type { ProviderKind } from '@llamanexus/contract'

interface KindChoice {
  kind: ProviderKind
  text: string
  /** What its address usually is. */
  base_url: string
  name: string
}

export const PROVIDER_KINDS: readonly KindChoice[] = [
  { kind: 'openai_compatible', text: 'OpenAI-compatible server', base_url: '', name: '' },
  { kind: 'openai', text: 'OpenAI', base_url: 'https://api.openai.com/v1', name: 'openai' },
  { kind: 'anthropic', text: 'Anthropic', base_url: 'https://api.anthropic.com/v1', name: 'anthropic' },
]

export const kindText = (kind: ProviderKind): string =>
  PROVIDER_KINDS.find((choice) => choice.kind === kind)?.text ?? kind
