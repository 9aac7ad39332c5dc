import type { ChildProcess } from 'node:child_process'

/** Whether the child, and what it says, keeps this process of ours from ending. */
export function holdChild(child: ChildProcess, isHeld: boolean): void {
  for (const part of [child, child.channel])
    if (isHeld) part?.ref?.()
    else part?.unref?.()
}
