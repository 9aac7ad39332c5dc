import { useDeleteProvider } from '../../api/model_api.ts'
import { useModels } from '../../api/queries.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'

/** Asks before a provider is removed: nodes that name it find no model then. */
export const DeleteProviderDialog = ({ name, onClose }: { name: string; onClose(): void }) => {
  const remove = useDeleteProvider()
  const { data } = useModels()
  const standard = data?.default_model ?? ''
  const hasStandard = standard === name || standard.startsWith(`${name}/`)
  return (
    <ConfirmDialog
      title={`Delete the provider “${name}”?`}
      task={remove}
      onConfirm={() => remove.mutate(name, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p style={{ margin: 0 }}>
        Nodes that name a model of it will fail until they name another. Its credential stays.
      </p>
      {hasStandard ? (
        <p style={{ margin: '12px 0 0' }}>
          It has the default model, <b>{standard}</b>: nodes that name none will fail too, until you choose
          another one.
        </p>
      ) : null}
    </ConfirmDialog>
  )
}
