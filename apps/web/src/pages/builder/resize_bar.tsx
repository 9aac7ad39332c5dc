import type { KeyboardEvent, PointerEvent } from 'react'

interface ResizeBarProps {
  label: string
  /** Which way the panel grows. */
  grows: 'right' | 'left' | 'up'
  size: number
  min: number
  max: number
  onSize(size: number): void
}

/** The edge of a panel: drag it, or focus it and use the arrows. */
export const ResizeBar = ({ label, grows, size, min, max, onSize }: ResizeBarProps) => {
  const sign = grows === 'right' ? 1 : -1
  const set = (wanted: number) => onSize(Math.round(Math.min(max, Math.max(min, wanted))))
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const bar = event.currentTarget
    const start = grows === 'up' ? event.clientY : event.clientX
    bar.setPointerCapture(event.pointerId)
    const onMove = (move: globalThis.PointerEvent) =>
      set(size + sign * ((grows === 'up' ? move.clientY : move.clientX) - start))
    bar.addEventListener('pointermove', onMove)
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', onMove), {
      once: true,
    })
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const more = { right: 'ArrowRight', left: 'ArrowLeft', up: 'ArrowUp' }[grows]
    const less = { right: 'ArrowLeft', left: 'ArrowRight', up: 'ArrowDown' }[grows]
    if (key === more) set(size + 16)
    if (key === less) set(size - 16)
  }
  return (
    <div
      className="resize-bar"
      data-grows={grows}
      role="separator"
      aria-label={label}
      aria-orientation={grows === 'up' ? 'horizontal' : 'vertical'}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
