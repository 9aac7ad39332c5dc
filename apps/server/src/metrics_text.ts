export interface MetricFamily {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  samples: readonly MetricSample[]
}

export interface MetricSample {
  /** Follows the name of the family: `_bucket`, `_sum`. */
  suffix?: string
  labels?: Readonly<Record<string, string>>
  value: number
}

/** The Prometheus text format, version 0.0.4. Label values are ours and need no escaping. */
export const metricsText = (families: readonly MetricFamily[]): string =>
  families
    .map(({ name, help, type, samples }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((one) => line(name, one)), ''].join(
        '\n',
      ),
    )
    .join('\n')

const line = (name: string, { suffix = '', labels = {}, value }: MetricSample): string => {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`)
  return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}
