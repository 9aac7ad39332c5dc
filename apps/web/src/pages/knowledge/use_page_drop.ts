import { useEffect, useState } from 'react'
import { droppedFiles, type NamedFile } from './dropped_files.ts'

/** Takes files that are dropped anywhere on the page, which would leave it otherwise; true while some are above it. */
export function usePageDrop(take: (files: readonly NamedFile[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    }
    // Leaving an element for one inside it is no leaving of the page.
    const leave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(false)
      const isElsewhere = event.target instanceof Element && event.target.closest('[role="dialog"]')
      if (!isElsewhere) void droppedFiles(event.dataTransfer).then(take)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [take])
  return isOver
}
