import { ListBox } from '../canvas/list_box.tsx'
import { useCatalogue, useDocument, useEditor } from '../document/editor_context.tsx'
import { NodeIcon } from '../ui/node_icon.tsx'
import { isAvailable } from './command.ts'
import { commands } from './commands.ts'
import './commands.css'
import { shortcutText } from './shortcut.ts'
import { useModal } from './use_modal.ts'

/** Every command that can be performed now, and every node of the workflow to go to. */
export const CommandPalette = () => {
  const editor = useEditor()
  const catalogue = useCatalogue()
  const nodes = useDocument((state) => state.nodes)
  const { dialog, forget } = useModal()
  const close = () => editor.session.setState({ dialog: undefined })
  const available = commands.filter((command) => command.id !== 'commands' && isAvailable(command, editor))
  const items = [
    ...available.map(({ id, label, group, icon: Icon, shortcuts }) => ({
      id: `command:${id}`,
      title: label,
      words: group,
      icon: Icon ? <Icon size={16} aria-hidden /> : <span />,
      end: shortcuts?.[0] && <kbd>{shortcutText(shortcuts[0])}</kbd>,
    })),
    ...Object.values(nodes).map((node) => ({
      id: `node:${node.id}`,
      title: `Go to ${node.label ?? catalogue.get(node.type)?.name ?? node.type}`,
      words: `${node.id} ${node.type}`,
      icon: <NodeIcon name={catalogue.get(node.type)?.icon ?? 'box'} size={16} />,
    })),
  ]
  const pick = (picked: string) => {
    forget()
    close()
    const [kind, id = ''] = picked.split(':')
    if (kind === 'command') return commands.find((command) => command.id === id)?.perform(editor)
    editor.session.inspect(id)
    editor.canvas.current?.fit([id])
  }
  return (
    <dialog
      ref={dialog}
      className="command-palette node-search"
      aria-label="All commands"
      onClose={close}
      onClick={({ target }) => {
        if (target === dialog.current) close()
      }}
    >
      <ListBox
        label="Commands"
        placeholder="What do you want to do?"
        items={items}
        empty="No command matches."
        onPick={pick}
        onClose={close}
      />
    </dialog>
  )
}
