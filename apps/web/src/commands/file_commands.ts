import { CopyCheck, Download, FolderOpen, History, Save, Settings } from 'lucide-react'
import { workflowOf } from '../document/document_state.ts'
import type { Command } from './command.ts'

export const fileCommands: readonly Command[] = [
  {
    id: 'save',
    label: 'Save now',
    group: 'File',
    icon: Save,
    shortcuts: ['mod+s'],
    perform: ({ save }) => void save(),
  },
  {
    id: 'open',
    label: 'Open…',
    group: 'File',
    icon: FolderOpen,
    shortcuts: ['mod+o'],
    perform: ({ session }) => session.setState({ dialog: 'open' }),
  },
  {
    id: 'save_as',
    label: 'Save as…',
    group: 'File',
    icon: CopyCheck,
    shortcuts: ['mod+shift+s'],
    perform: ({ session }) => session.setState({ dialog: 'save_as' }),
  },
  {
    id: 'versions',
    label: 'Versions…',
    group: 'File',
    icon: History,
    perform: ({ session }) => session.setState({ dialog: 'versions' }),
  },
  {
    id: 'settings',
    label: 'Workflow settings…',
    group: 'File',
    icon: Settings,
    when: ({ is_read_only }) => !is_read_only,
    perform: ({ session }) => session.setState({ dialog: 'settings' }),
  },
  {
    id: 'export',
    label: 'Export as JSON',
    group: 'File',
    icon: Download,
    perform: ({ document }) => {
      const workflow = workflowOf(document.state.getState())
      const url = URL.createObjectURL(
        new Blob([`${JSON.stringify(workflow, null, 2)}\n`], { type: 'application/json' }),
      )
      const link = globalThis.document.createElement('a')
      link.href = url
      link.download = `${workflow.name.replaceAll(/[^\w.-]+/g, '-') || 'workflow'}.json`
      link.click()
      URL.revokeObjectURL(url)
    },
  },
]
