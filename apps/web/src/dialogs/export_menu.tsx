import ListItemIcon from '@mui/material/ListItemIcon'
import MenuItem from '@mui/material/MenuItem'
import { FileJson, FileText } from 'lucide-react'
import { useExport } from './use_export.ts'

interface ExportItemsProps {
  workflow: { id: string; name: string }
  onDone(): void
  onProblem(error: unknown): void
}

/** The two items of a menu that save the document as a file. */
export const ExportItems = ({ workflow, onDone, onProblem }: ExportItemsProps) => {
  const save = useExport()
  const choose = (format: 'json' | 'yaml') => () => {
    onDone()
    void save(workflow, format).catch(onProblem)
  }
  return [
    <MenuItem key="json" onClick={choose('json')}>
      <ListItemIcon>
        <FileJson size={16} aria-hidden />
      </ListItemIcon>
      Export as JSON
    </MenuItem>,
    <MenuItem key="yaml" onClick={choose('yaml')}>
      <ListItemIcon>
        <FileText size={16} aria-hidden />
      </ListItemIcon>
      Export as YAML
    </MenuItem>,
  ]
}
