import type { FileEntry } from '@llamanexus/contract'
import { Download, File, Folder, Trash2 } from 'lucide-react'
import { downloadUrl } from '../../api/files.ts'
import { formatAgo, formatBytes, formatTime } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './files_page.module.css'

interface FileTableProps {
  files: readonly FileEntry[]
  /** That they are in, or below. */
  folder: string
  onOpen(folder: string): void
  onDelete(file: FileEntry): void
}

/** Folders and files, one a row. */
export const FileTable = ({ files, folder, onOpen, onDelete }: FileTableProps) => (
  <div className={styles['scroll']}>
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={styles['number']}>
            Size
          </th>
          <th scope="col" className={styles['changed']}>
            Changed
          </th>
          <th scope="col" className={styles['actions']}>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <tr key={file.path}>
            <td>
              <FileName file={file} name={nameIn(folder, file.path)} onOpen={onOpen} />
            </td>
            <td className={styles['number']}>{file.kind === 'file' ? formatBytes(file.bytes) : ''}</td>
            <td className={styles['changed']} title={formatTime(file.modified_at)}>
              {formatAgo(file.modified_at)}
            </td>
            <td className={styles['actions']}>
              {file.kind === 'file' ? (
                <IconAction
                  label={`Download ${file.path}`}
                  icon={Download}
                  size="small"
                  onClick={() => window.location.assign(downloadUrl(file.path))}
                />
              ) : null}
              <IconAction
                label={`Delete ${file.path}`}
                icon={Trash2}
                size="small"
                onClick={() => onDelete(file)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const nameIn = (folder: string, path: string): string =>
  folder === '' ? path : path.slice(folder.length + 1)

const FileName = ({ file, name, onOpen }: { file: FileEntry; name: string; onOpen(folder: string): void }) =>
  file.kind === 'folder' ? (
    <button type="button" className={styles['folder']} title={name} onClick={() => onOpen(file.path)}>
      <Folder size={16} aria-hidden />
      <span>{name}</span>
    </button>
  ) : (
    <span className={styles['file']} title={name}>
      <File size={16} aria-hidden />
      <span>{name}</span>
    </span>
  )
