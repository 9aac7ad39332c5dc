import type { RunUsage } from '@llamanexus/workflow'
import { formatDollars, plural } from '../ui/format.ts'

/** What a run took from models: `1,204 tokens, $0.0031`, and on hover how it is made up. */
export const UsageText = ({ usage }: { usage: RunUsage }) => (
  <span title={detailsOf(usage)} data-testid="run-usage">
    {plural(usage.total_tokens, 'token')}
    {usage.cost === null || usage.cost === 0 ? null : `, ${formatDollars(usage.cost)}`}
    {usage.cost !== null && usage.cost > 0 && usage.unpriced > 0 ? ' and more' : null}
  </span>
)

const detailsOf = ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  cost,
  unpriced,
}: RunUsage): string => {
  const tokens = `${prompt.toLocaleString()} read and ${completion.toLocaleString()} written by models.`
  const money = cost === null ? '' : ` ${formatDollars(cost)} by the prices on the Models page.`
  return (
    tokens +
    money +
    (unpriced > 0 ? ` ${plural(unpriced, 'node')} used a model whose price is not known.` : '')
  )
}
