/** What started a run, in words. */
export const sourceText = (source: string): string =>
  words[source] ?? source.charAt(0).toUpperCase() + source.slice(1)

const words: Readonly<Record<string, string>> = {
  manual: 'By hand',
  webhook: 'Webhook',
  retry: 'Retry',
  workflow: 'Another workflow',
  example: 'Example',
}
