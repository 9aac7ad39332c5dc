import type { FileEntry } from '@llamanexus/contract'
import { useDeleteFile } from '../../api/files.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'

/** Asks before a file is gone, or a folder with all that is in it. */
export const DeleteDialog = ({ file, onClose }: { file: FileEntry; onClose(): void }) => {
  const remove = useDeleteFile()
  return (
    <ConfirmDialog
      title={`Delete “${file.path}”?`}
      task={remove}
      onConfirm={() => remove.mutate(file, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p style={{ margin: 0 }}>
        {file.kind === 'folder' ? 'All files and folders in it are deleted too. ' : ''}
        Workflows that read it will fail. This cannot be taken back.
      </p>
    </ConfirmDialog>
  )
}
