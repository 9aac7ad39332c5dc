import { type DragEvent, type ReactNode, useState } from 'react'
import styles from './files_page.module.css'

interface DropZoneProps {
  /** Where the files will go. */
  folder: string
  onDrop(files: readonly File[]): void
  children: ReactNode
}

/** Takes files that are dropped, and says where to while they are above it. */
export const DropZone = ({ folder, onDrop, children }: DropZoneProps) => {
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onDrop([...event.dataTransfer.files])
  }
  return (
    <section
      className={styles['zone']}
      aria-label="Files of this folder"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
      {isOver ? <p className={styles['hint']}>Drop to put them into {folder || 'the workspace'}</p> : null}
    </section>
  )
}
