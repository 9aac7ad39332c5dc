import { type ComponentType, lazy } from 'react'
import type { ShareDialogProps } from '../../dialogs/share_dialog.tsx'
import type { VersionsDialogProps } from '../../versions/versions_dialog.tsx'
import type { ConflictDialogProps } from './conflict_dialog_props.ts'

/** The panels and dialogs around the canvas, each loaded when it is first shown: the canvas does not wait for forms and charts. */
const modules: Record<string, () => Promise<unknown>> = {
  ...import.meta.glob('../../inspector/{inspector,variables_panel}.tsx'),
  ...import.meta.glob('../../runs/{run_controls,execution_panel}.tsx'),
  ...import.meta.glob('../../versions/versions_dialog.tsx'),
  ...import.meta.glob(
    '../../dialogs/{conflict_dialog,open_dialog,save_as_dialog,settings_dialog,share_dialog}.tsx',
  ),
}

const panel = <P extends object = Record<never, never>>(path: string, name: string) =>
  lazy(async () => {
    // The exports of a module that is found by pattern are known by their names only.
    const module = (await modules[`../../${path}.tsx`]?.()) as Record<string, ComponentType<P>> | undefined
    const Missing: ComponentType<P> = () => null
    return { default: module?.[name] ?? Missing }
  })

export interface DialogProps {
  onClose(): void
}

export const Inspector = panel<{ nodeId: string }>('inspector/inspector', 'Inspector')
export const VariablesPanel = panel('inspector/variables_panel', 'VariablesPanel')
export const RunControls = panel('runs/run_controls', 'RunControls')
export const ExecutionPanel = panel('runs/execution_panel', 'ExecutionPanel')
export const ConflictDialog = panel<ConflictDialogProps>('dialogs/conflict_dialog', 'ConflictDialog')
export const OpenDialog = panel<DialogProps>('dialogs/open_dialog', 'OpenDialog')
export const SaveAsDialog = panel<DialogProps>('dialogs/save_as_dialog', 'SaveAsDialog')
export const VersionsDialog = panel<VersionsDialogProps>('versions/versions_dialog', 'VersionsDialog')
export const ShareDialog = panel<ShareDialogProps>('dialogs/share_dialog', 'ShareDialog')
export const SettingsDialog = panel<DialogProps>('dialogs/settings_dialog', 'SettingsDialog')
