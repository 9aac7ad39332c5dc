import type { JsonSchema } from '@llamanexus/workflow'
import { wordsOf } from '../ui/words_of.ts'

/** What one of the fixed choices of a schema is called: as `x-labels` says, such as `{txt: 'Plain text'}`, or its own words. */
export const optionLabel = ({ 'x-labels': labels }: JsonSchema, option: string | number): string => {
  const label =
    typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>)[option] : undefined
  return typeof label === 'string' ? label : wordsOf(String(option))
}
