import { splitHost } from './host_rule.ts'

const USUAL_PORTS: Record<string, number> = {
  postgres: 5432,
  postgresql: 5432,
  mysql: 3306,
  mariadb: 3306,
  mongodb: 27_017,
  redis: 6379,
  rediss: 6379,
}

/** The hosts that a credential names in its own fields, and the port that is meant where none is written. */
export function ownHosts(
  type: string,
  values: Readonly<Record<string, string>>,
): { hosts: string[]; port?: number } {
  if (type === 'smtp') {
    const port = Number(values['port'] ?? (values['secure'] === 'true' ? 465 : 587))
    return { hosts: [`${values['host']}:${port}`], port }
  }
  // A cluster names several hosts, which makes it no URL.
  const found = /^(?<scheme>[a-z+]+):\/\/(?:[^/?#]*@)?(?<hosts>[^/?#]*)/.exec(values['url'] ?? '')?.groups
  return { hosts: found?.hosts?.split(',') ?? [], port: USUAL_PORTS[found?.scheme ?? ''] }
}

/** The same with the port that is connected to. */
export function ownTargets(
  type: string,
  values: Readonly<Record<string, string>>,
): { host: string; port: number }[] {
  const own = ownHosts(type, values)
  return own.hosts.flatMap((text) => {
    const target = splitHost(text)
    return target ? [{ host: target.host, port: target.port ?? own.port ?? 0 }] : []
  })
}
