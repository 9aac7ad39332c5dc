import { Check, CircleAlert, CloudOff, GitMerge, LoaderCircle, PencilLine } from 'lucide-react'
import { useStore } from 'zustand'
import type { Autosave, SaveState } from '../../drafts/autosave.ts'

/** Says what is saved where, and no more than is true. */
export const SaveStatus = ({ autosave }: { autosave: Autosave }) => {
  const state = useStore(autosave.state)
  const { Icon, text } = wordsOf(state)
  return (
    <span className="save-status" role="status" data-status={state.status} title={state.message}>
      <Icon size={14} aria-hidden />
      {text}
    </span>
  )
}

const wordsOf = ({ status, is_kept, message }: SaveState) => {
  switch (status) {
    case 'saved':
      return { Icon: Check, text: 'Saved' }
    case 'unsaved':
      return { Icon: PencilLine, text: is_kept ? 'Kept on this device' : 'Edited' }
    case 'saving':
      return { Icon: LoaderCircle, text: 'Saving…' }
    case 'offline':
      return {
        Icon: CloudOff,
        text: is_kept ? 'Server away: kept on this device' : 'Server away: not saved yet',
      }
    case 'refused':
      return { Icon: CircleAlert, text: `Not saved: ${message ?? 'the server refused it'}` }
    case 'conflict':
      return { Icon: GitMerge, text: 'Somebody else has changed this too' }
  }
}
