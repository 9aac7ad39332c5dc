import { Blocks, PanelBottomClose, PanelBottomOpen, Variable } from 'lucide-react'
import { type ReactNode, Suspense } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import { WorkflowCanvas } from '../../canvas/workflow_canvas.tsx'
import { CommandPalette } from '../../commands/command_palette.tsx'
import { ShortcutSheet } from '../../commands/shortcut_sheet.tsx'
import { useShortcuts } from '../../commands/use_shortcuts.ts'
import { type Editor, useEditor, useNode, useSession } from '../../document/editor_context.tsx'
import type { LeftPanel } from '../../document/session_store.ts'
import type { Autosave } from '../../drafts/autosave.ts'
import { NodePalette } from '../../palette/node_palette.tsx'
import './builder.css'
import { VersionBanner } from '../../versions/version_banner.tsx'
import { useVersionView } from '../../versions/version_view.tsx'
import { BuilderHeader } from './builder_header.tsx'
import { usePanelSizes } from './panel_sizes.ts'
import {
  ConflictDialog,
  ExecutionPanel,
  Inspector,
  OpenDialog,
  SaveAsDialog,
  SettingsDialog,
  ShareDialog,
  VariablesPanel,
  VersionsDialog,
} from './panels.tsx'
import { ResizeBar } from './resize_bar.tsx'

/** The editor's frame: header, nodes and variables at the left, canvas, properties at the right, the run below. */
export const BuilderShell = ({ autosave }: { autosave: Autosave }) => {
  useShortcuts()
  const { shown } = useVersionView()
  return (
    <div className="builder">
      <BuilderHeader autosave={autosave} />
      <div className="builder-middle">
        <LeftSide />
        <div className="builder-centre">
          <main aria-label="Workflow">
            {/* Another document is another canvas, fitted anew. */}
            <WorkflowCanvas
              key={shown.is_read_only ? shown.document.state.getState().server.version : 'live'}
            />
            <VersionBanner />
          </main>
          <BottomPanel />
        </div>
        <RightPanel />
      </div>
      <Suspense>
        <Dialogs autosave={autosave} />
      </Suspense>
    </div>
  )
}

const LEFT: readonly { id: LeftPanel; label: string; icon: ReactNode }[] = [
  { id: 'palette', label: 'Nodes', icon: <Blocks size={18} /> },
  { id: 'variables', label: 'Variables', icon: <Variable size={18} /> },
]

const LeftSide = () => {
  const { session } = useEditor()
  const shown = useSession((state) => state.left_panel)
  const { left, set } = usePanelSizes()
  return (
    <>
      <nav className="builder-rail" aria-label="Panels">
        {LEFT.map(({ id, label, icon }) => (
          <button
            key={id}
            type="button"
            className="icon-button"
            aria-label={label}
            title={label}
            aria-pressed={shown === id}
            onClick={() => session.setState({ left_panel: shown === id ? undefined : id })}
          >
            {icon}
          </button>
        ))}
      </nav>
      {shown && (
        <aside
          className="builder-panel"
          data-panel="left"
          aria-label={LEFT.find(({ id }) => id === shown)?.label}
          style={{ width: left }}
        >
          <Suspense>{shown === 'palette' ? <NodePalette /> : <VariablesPanel />}</Suspense>
          <ResizeBar
            label="Width of the left panel"
            grows="right"
            size={left}
            min={200}
            max={480}
            onSize={(size) => set({ left: size })}
          />
        </aside>
      )}
    </>
  )
}

const RightPanel = () => {
  const isOpen = useSession((state) => state.is_inspector_open)
  const inspected = useSession((state) => state.inspected)
  const node = useNode(inspected ?? '')
  const { right, set } = usePanelSizes()
  if (!isOpen || !node) return null
  return (
    <aside className="builder-panel" data-panel="inspector" aria-label="Of the node" style={{ width: right }}>
      <ResizeBar
        label="Width of the properties"
        grows="left"
        size={right}
        min={280}
        max={720}
        onSize={(size) => set({ right: size })}
      />
      <Suspense>
        <Inspector key={node.id} nodeId={node.id} />
      </Suspense>
    </aside>
  )
}

const BottomPanel = () => {
  const { session } = useEditor()
  const isOpen = useSession((state) => state.is_bottom_open)
  const { bottom, set } = usePanelSizes()
  const Icon = isOpen ? PanelBottomClose : PanelBottomOpen
  return (
    <section className="builder-bottom" aria-label="Run" style={isOpen ? { height: bottom } : undefined}>
      {isOpen && (
        <ResizeBar
          label="Height of the run panel"
          grows="up"
          size={bottom}
          min={120}
          max={640}
          onSize={(size) => set({ bottom: size })}
        />
      )}
      <button
        type="button"
        className="bottom-toggle"
        aria-expanded={isOpen}
        title={isOpen ? 'Hide the run' : 'Show the run'}
        onClick={() => session.setState({ is_bottom_open: !isOpen })}
      >
        <Icon size={15} aria-hidden /> Run
      </button>
      {isOpen && (
        <div className="builder-bottom-content">
          <Suspense>
            <ExecutionPanel />
          </Suspense>
        </div>
      )}
    </section>
  )
}

const Dialogs = ({ autosave }: { autosave: Autosave }) => {
  const { session, document, save } = useEditor()
  const [, navigate] = useLocation()
  const dialog = useSession((state) => state.dialog)
  const conflict = useStore(autosave.state, (state) => state.conflict)
  const onClose = () => session.setState({ dialog: undefined })
  return (
    <>
      {dialog === 'commands' && <CommandPalette />}
      {dialog === 'shortcuts' && <ShortcutSheet />}
      {dialog === 'open' && <OpenDialog onClose={onClose} />}
      {dialog === 'save_as' && <SaveAsDialog onClose={onClose} />}
      {dialog === 'share' && <ShareDialog workflow={sharedOf(document)} save={save} onClose={onClose} />}
      {dialog === 'settings' && <SettingsDialog onClose={onClose} />}
      {dialog === 'versions' && <VersionsDialog onRestore={autosave.restore} onClose={onClose} />}
      {conflict && (
        <ConflictDialog
          {...conflict}
          onResolve={async (resolution) => {
            const copy = await autosave.resolve(resolution)
            if (copy !== undefined) {
              session.notify('Your version is kept as a copy', {
                label: 'Open it',
                perform: () => navigate(`/workflows/${copy}`),
              })
            }
          }}
        />
      )}
    </>
  )
}

const sharedOf = ({ state }: Editor['document']): { id: string; name: string } => {
  const { server, meta } = state.getState()
  return { id: server.id, name: meta.name }
}
