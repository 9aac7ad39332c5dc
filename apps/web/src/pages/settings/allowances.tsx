import type { Readiness } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { useReadiness } from '../../api/use_readiness.ts'
import { describeError } from '../../ui/describe_error.ts'
import { PageSection } from '../../ui/page_section.tsx'
import styles from './settings_page.module.css'

/** What workflows may do at this server beside what is always safe, and how an administrator changes it. */
export const Allowances = () => {
  const { data, error, refetch } = useReadiness()
  return (
    <PageSection
      title="What this server allows"
      intro="Chosen by whoever starts the server: each is set in its environment, and takes effect at its next start."
    >
      {error ? (
        <p role="alert">
          {describeError(error)} <Button onClick={() => void refetch()}>Try again</Button>
        </p>
      ) : null}
      {data ? (
        <dl className={styles['allowances']}>
          {allowancesOf(data).map(({ name, state, isOpen, meaning, setting }) => (
            <div key={name}>
              <dt>
                {name} <span data-open={isOpen}>{state}</span>
              </dt>
              <dd>{meaning}</dd>
              <dd>{setting}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </PageSection>
  )
}

interface Allowance {
  name: string
  state: string
  /** More is let through than by default. */
  isOpen: boolean
  meaning: ReactNode
  setting: ReactNode
}

const allowancesOf = (ready: Readiness): Allowance[] => [
  python(ready),
  shell(ready),
  hosts(ready),
  processes(ready),
]

const python = ({ python_walls: walls }: Readiness): Allowance => {
  const setting = (
    <>
      <code>LLAMANEXUS_PYTHON=system</code> runs it with the Python of the machine, <code>sandbox</code> or
      nothing keeps it in.
    </>
  )
  if (walls.length === 0)
    return {
      name: 'Code in Python',
      state: 'Not kept in',
      isOpen: true,
      meaning:
        'The Python of the machine runs it: it reads files and uses the network as the server does. Packages of the machine can be imported.',
      setting,
    }
  const hasKernel = walls.includes('kernel')
  return {
    name: 'Code in Python',
    state: hasKernel ? 'Kept in' : 'Kept in, without the kernel’s help',
    isOpen: false,
    meaning: `It sees no files, no network and no other process; ${walls.length} barriers keep it in${
      hasKernel ? '.' : '. There is one more on Linux where util-linux brings prlimit.'
    }`,
    setting,
  }
}

const shell = ({ shell_commands: isOpen }: Readiness): Allowance => ({
  name: 'Programs of the machine',
  state: isOpen ? 'Allowed' : 'Off',
  isOpen,
  meaning: isOpen
    ? 'Shell Command runs programs, and these can do all that the server can. Everybody who edits workflows can use it.'
    : 'Shell Command refuses to run anything.',
  setting: (
    <>
      <code>LLAMANEXUS_ALLOW_SHELL=1</code> allows it, as does <code>--allow-shell</code>.
    </>
  ),
})

const hosts = ({ private_hosts: allowed }: Readiness): Allowance => {
  const isAll = allowed.includes('*')
  return {
    name: 'Addresses inside your network',
    state: isAll ? 'All allowed' : allowed.length > 0 ? 'Some allowed' : 'None allowed',
    isOpen: allowed.length > 0,
    meaning: isAll ? (
      'Workflows may call every service that the server can reach, this machine’s own among them.'
    ) : allowed.length > 0 ? (
      <>
        Workflows may call <Codes values={allowed} /> beside public addresses.
      </>
    ) : (
      'Workflows call public addresses only. A model server or a database in your network is refused.'
    ),
    setting: (
      <>
        <code>LLAMANEXUS_HTTP_ALLOW=127.0.0.1:11434,10.0.0.0/8</code> allows such hosts, ports and networks;{' '}
        <code>*</code> allows all.
      </>
    ),
  }
}

const processes = ({ mcp_processes: isOpen }: Readiness): Allowance => ({
  name: 'MCP servers as processes',
  state: isOpen ? 'Allowed' : 'Only those of mcp.json',
  isOpen,
  meaning: isOpen
    ? 'Whoever reaches the API can add an MCP server that is a program, and so start programs here.'
    : 'Programs listed in mcp.json of the data directory are started; over the API, servers are added by their address.',
  setting: (
    <>
      <code>LLAMANEXUS_ALLOW_MCP_STDIO=1</code> allows them over the API too.
    </>
  ),
})

const Codes = ({ values }: { values: readonly string[] }) =>
  values.map((value, index) => (
    <span key={value}>
      {index === 0 ? '' : ', '}
      <code>{value}</code>
    </span>
  ))
