import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import { useDocument } from '../document/editor_context.tsx'
import { IconAction } from '../ui/icon_action.tsx'
import styles from './iteration_picker.module.css'
import { useRun, useRunStore } from './run_context.tsx'

/** Which iteration of each loop the canvas shows. */
export const IterationPicker = () => {
  const picked = useRun((state) => state.picked)
  const containers = Object.entries(picked)
  if (containers.length === 0) return null
  return (
    <div className={styles['picker']} role="group" aria-label="Iterations shown on the canvas">
      {containers.map(([container, index]) => (
        <Stepper key={container} container={container} index={index} />
      ))}
    </div>
  )
}

const Stepper = ({ container, index }: { container: string; index: number }) => {
  const store = useRunStore()
  const count = useRun(
    (state) => state.records?.iterations.get(state.nodes.get(container)?.path ?? container) ?? 0,
  )
  const name = useDocument((state) => state.nodes[container]?.label) ?? container
  return (
    <span className={styles['stepper']}>
      <IconAction
        label={`Iteration before, ${name}`}
        icon={ChevronLeft}
        disabled={index === 0}
        onClick={() => store.pick(container, index - 1)}
      />
      <span aria-live="polite">
        {name} · {index + 1} of {count}
      </span>
      <IconAction
        label={`Next iteration, ${name}`}
        icon={ChevronRight}
        disabled={index + 1 >= count}
        onClick={() => store.pick(container, index + 1)}
      />
      <IconAction label={`All iterations of ${name}`} icon={X} onClick={() => store.pick(container, null)} />
    </span>
  )
}
