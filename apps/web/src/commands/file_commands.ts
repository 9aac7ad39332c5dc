import { CopyCheck, Download, FileText, FolderOpen, History, Save, Settings, Share2 } from 'lucide-react'
import type { Command } from './command.ts'
import { exportShown } from './export_shown.ts'

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
    id: 'share',
    label: 'Share…',
    group: 'File',
    icon: Share2,
    when: ({ is_read_only }) => !is_read_only,
    perform: ({ session }) => session.setState({ dialog: 'share' }),
  },
  {
    id: 'export',
    label: 'Export as JSON',
    group: 'File',
    icon: Download,
    perform: (editor) => void exportShown(editor, 'json'),
  },
  {
    id: 'export_yaml',
    label: 'Export as YAML',
    group: 'File',
    icon: FileText,
    perform: (editor) => void exportShown(editor, 'yaml'),
  },
]
