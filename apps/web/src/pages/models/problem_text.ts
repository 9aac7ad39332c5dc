import type { ProviderTrial } from '@llamanexus/contract'

/** What went wrong and what can be done, as two sentences; a provider's own words end as they please. */
export const problemText = ({ message, hint }: NonNullable<ProviderTrial['error']>): string =>
  hint === undefined ? message : `${message}${/[.!?]$/.test(message.trim()) ? '' : '.'} ${hint}`
